using System.CommandLine;
using System.IO;
using System.Linq;
using PrepareRoot.Ctl.Checking;
using PrepareRoot.Ctl.Planning;
using PrepareRoot.Deployments;
using PrepareRoot.Linux;

namespace PrepareRoot.Ctl.Commands;

/// <summary><c>prepare-rootctl why</c></summary>
internal static class WhyCommand
{
    private const int MaxFiles = 20;

    private const string Details = """
        WHAT is a path (/usr/bin/bash), an object or its digest (86/b231…, or only its last name, which is
        what overlayfs logs), the number of an inode, or a whole message in quotes: of the kernel, or of a
        program that got an input/output error from a file. The number may be that of an EROFS image (nid) or
        that of an object on the disk, which fs-verity logs. All images of the disk are searched, and the
        object is read.

        Exit status: 0 it was found and is intact, 1 it was not found, 2 usage error, 3 it is damaged or has
        no fs-verity.

        Examples:
          prepare-rootctl why /usr/bin/bash
          prepare-rootctl why "overlayfs: lower file 'b231….file' has no fs-verity digest"
        """;

    internal static Command Make()
    {
        var what = new Argument<string>("WHAT") { Description = "A path, an object, an inode or a message." };
        what.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string>() is "")
                result.AddError("WHAT must not be empty");
        });
        var sysroot = new SysrootOption();
        var json = CommonOptions.Json();
        var command = new DocumentedCommand("why", "Say which object a file or a message of the kernel is about, and how to repair it.", Details)
        {
            what,
        };
        sysroot.AddTo(command);
        command.Add(json);
        command.SetAction(parsed => Run(parsed, parsed.GetValue(what)!, sysroot, parsed.GetValue(json)));
        return command;
    }

    private static int Run(ParseResult parsed, string what, SysrootOption option, bool json)
    {
        var output = parsed.InvocationConfiguration.Output;
        using var sysroot = option.Open(parsed);
        if (!Disk.OpenAnywhere(sysroot.Path).Try(out var disk, out var fault))
            throw FailureException.Of(fault);
        WhyReport report;
        using (disk)
            report = new WhySearch(sysroot.Image is { } image ? disk.ShownAs(image) : disk, sysroot.MountCommand, WhyQuery.Parse(what)).Run();
        report = report with { Notes = [.. sysroot.Notes, .. report.Notes] };
        if (json)
            CtlJson.Write(output, report);
        else
            Write(output, report);
        return report.Objects.Any(found => found.Code is not null) ? ExitStatus.Damaged
            : report.Objects.Count + report.Files.Count > 0 ? ExitStatus.Success
            : ExitStatus.Failure;
    }

    private static void Write(TextWriter output, WhyReport report)
    {
        var style = TerminalStyle.For(output);
        var lines = new LabelledText(output, style);
        foreach (var found in report.Objects)
        {
            lines.Write("object", style.Strong(found.Path), found.Digest);
            lines.Write("state", found.Code is null ? style.Good("intact") : style.Bad(found.Cause!) + "  " + style.Faint("[" + found.Code + "]"));
            for (var i = 0; i < found.Files.Count && i < MaxFiles; i++)
                lines.Write(i == 0 ? "files" : "", found.Files[i].Path + ", inode " + found.Files[i].Inode.Text(), found.Files[i].Deployment);
            if (found.Files.Count + found.FilesLeftOut - MaxFiles is > 0 and var more)
                lines.Write("", more.Text() + " more, which --json lists");
            lines.WriteList("repair", found.Repair);
        }
        foreach (var file in report.Files.Take(MaxFiles))
            lines.Write("file", file.Path + ", inode " + file.Inode.Text() + ": its content is in the image, not in an object", file.Deployment);
        if (report.Objects.Count + report.Files.Count == 0)
            lines.Write("object", "not found in the images of this disk");
        lines.WriteList("note", report.Notes);
    }
}
