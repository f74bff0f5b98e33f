using System.CommandLine;
using System.IO;
using PrepareRoot.Ctl.Sealing;
using PrepareRoot.Linux;

namespace PrepareRoot.Ctl.Commands;

/// <summary><c>prepare-rootctl gc</c></summary>
internal static class GcCommand
{
    private const string Details = """
        It reads all images of composefs/images and removes the objects that none of them needs. If an image
        can't be read, nothing is removed. A repository with streams of composefs-rs, as container images
        leave them, is refused: 'cfsctl gc' knows what those need.

        Exit status: 0 success, 1 failure, 2 usage error.

        Examples:
          prepare-rootctl gc
          prepare-rootctl gc --sysroot /mnt
        """;

    internal static Command Make()
    {
        var sysroot = Sysroot();
        var command = new DocumentedCommand("gc", "Remove the objects that no deployment needs.", Details) { sysroot };
        command.SetAction(parsed => Run(parsed.GetValue(sysroot)!, parsed.InvocationConfiguration.Output));
        return command;
    }

    /// <summary><c>--sysroot DIR</c>, where the disk is mounted so that it can be written.</summary>
    internal static Option<string> Sysroot()
    {
        var option = new Option<string>("--sysroot")
        {
            Description = "Where the disk is mounted; default: /sysroot.",
            HelpName = "DIR",
            DefaultValueFactory = _ => "/sysroot",
        };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string>() is "")
                result.AddError("--sysroot must name a path, but is empty");
        });
        return option;
    }

    private static void Run(string sysroot, TextWriter output)
    {
        using var disk = SealedDisk.Open(sysroot);
        var (count, bytes) = disk.Collect();
        disk.Finish();
        output.WriteLine(count.Text() + " objects removed, " + bytes.Text() + " bytes");
    }
}
