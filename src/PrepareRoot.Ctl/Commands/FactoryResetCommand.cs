using System;
using System.CommandLine;
using PrepareRoot.Ctl.Assembling;
using PrepareRoot.Ctl.Planning;
using PrepareRoot.Ctl.Resetting;
using PrepareRoot.Faults;
using PrepareRoot.Formats;
using PrepareRoot.Linux;

namespace PrepareRoot.Ctl.Commands;

/// <summary><c>prepare-rootctl factory-reset</c></summary>
internal static class FactoryResetCommand
{
    private const string Details = """
        The deployment gets the /etc of its image again, and with --level var the /var of its image, too. What
        they were stays on the disk, beside them, with the time in its name: --undo takes it back, and the next
        --undo the reset state. To delete it for good, remove it. The image is verified as at boot, and nothing
        changes if anything is wrong.

        It may be the deployment that is running: it keeps its /etc and /var, and the next boot has the new ones.
        /var is that of all deployments where they share it. A file system that is mounted at /var, or in it, is
        not reset. The machine's /etc/fstab, users, keys and machine ID are in /etc.

        Exit status: 0 success, 1 failure, 2 usage error.

        Examples:
          prepare-rootctl factory-reset --level etc
          prepare-rootctl factory-reset --undo
          prepare-rootctl factory-reset --sysroot /mnt --entry /mnt/boot/loader/entries/1.conf --level var
        """;

    internal static Command Make()
    {
        var input = new BootOptions();
        var level = new Option<string?>("--level") { Description = "What is reset: /etc, or /etc and /var.", HelpName = "etc|var" };
        level.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string?>() is var value and not ("etc" or "var"))
                result.AddError("--level must be etc or var, but is " + OffendingText.Quote(value ?? ""));
        });
        var undo = new Option<bool>("--undo") { Description = "Take the last reset back." };
        var command = new DocumentedCommand("factory-reset", "Give a deployment the /etc and /var of its image again.", Details);
        input.AddTo(command);
        command.Add(level);
        command.Add(undo);
        command.Validators.Add(result =>
        {
            if (result.GetResult(level) is not null == result.GetValue(undo))
                result.AddError("either --level or --undo must be given");
        });
        command.SetAction(parsed => Run(parsed, input, parsed.GetValue(level)));
        return command;
    }

    private static void Run(ParseResult parsed, BootOptions options, string? level)
    {
        if (!CurrentProcess.IsRoot)
            throw FailureException.Of(new Fault(FaultCode.NotRoot, "factory-reset mounts, and only root may"));
        using var own = TargetRoot.Separate();
        using var sysroot = options.Open(parsed);
        // An image is mounted read-only, and for this process alone.
        if (sysroot.Image is { } image)
            throw new FailureException("--sysroot must be the directory where the disk is mounted, but " + OffendingText.Quote(image) + " is an image");
        using var boot = PlannedBoot.Of(options.Read(parsed, sysroot));
        using var reset = FactoryReset.Open(boot);
        foreach (var line in level is null ? reset.Undo() : reset.Reset(level == "var", DateTimeOffset.UtcNow))
            parsed.InvocationConfiguration.Output.WriteLine(line);
    }
}
