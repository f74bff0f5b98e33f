using System;
using System.CommandLine;
using System.Linq;
using PrepareRoot.Ctl.Inputs;
using PrepareRoot.Ctl.Planning;
using PrepareRoot.Ctl.Running;
using PrepareRoot.Ctl.SoftRebooting;
using PrepareRoot.Faults;
using PrepareRoot.Linux;
using PrepareRoot.Requests;
using PrepareRoot.Run;

namespace PrepareRoot.Ctl.Commands;

/// <summary><c>prepare-rootctl soft-reboot</c></summary>
internal static class SoftRebootCommand
{
    private const string Details = """
        The boot's own code verifies the deployment of a boot entry and assembles its root at /run/nextroot, which
        "systemctl soft-reboot" then starts on the running kernel. The configuration and the keys are those that
        the initramfs of this boot had. The next root must be trusted for no less than the running one: by a
        signature, or by a digest that the command line of this boot has. Where the boot was measured, only the
        same image is taken. Without --entry and --uki it is the deployment that is running.

        With --prepared, the deployment that another program mounted at /run/nextroot is verified and takes its
        place. If it is refused, it is unmounted, so that a soft reboot restarts the running root.
        prepare-root-soft-reboot.service does this for "ostree admin prepare-soft-reboot".

        Exit status: 0 the root is at /run/nextroot, or nothing was to be done, 1 it was refused, 2 usage error.

        Examples:
          prepare-rootctl soft-reboot --entry /boot/loader/entries/ostree-2.conf && systemctl soft-reboot
          prepare-rootctl soft-reboot --cancel
        """;

    internal static Command Make()
    {
        var boot = new BootOptions();
        var prepared = new Option<bool>("--prepared") { Description = "Verify what another program mounted at /run/nextroot." };
        var cancel = new Option<bool>("--cancel") { Description = "Unmount what is at /run/nextroot." };
        var command = new DocumentedCommand("soft-reboot", "Verify the root of a soft reboot, and mount it at /run/nextroot.", Details);
        boot.AddBootTo(command);
        command.Add(prepared);
        command.Add(cancel);
        boot.RefuseBootWith(command, prepared);
        boot.RefuseBootWith(command, cancel);
        command.SetAction(parsed => parsed.GetValue(cancel) ? Cancel() : parsed.GetValue(prepared) ? Replace(parsed) : Prepare(parsed, boot));
        return command;
    }

    private static int Cancel()
    {
        RequireRoot();
        NextRoot.Remove();
        return ExitStatus.Success;
    }

    private static int Prepare(ParseResult parsed, BootOptions options)
    {
        RequireRoot();
        var running = Running();
        using var disk = WritableDisk.Mount();
        using var boot = Plan(options.SelectBoot(parsed, []));
        Put(parsed, running, boot);
        parsed.InvocationConfiguration.Output.WriteLine(
            NextRoot.Path + ": " + boot.Deployment!.Path + ", " + boot.Source!.Facts.Summary(boot.Request!.Policy.KeyPath)
            + ". 'systemctl soft-reboot' starts it.");
        return ExitStatus.Success;
    }

    private static int Replace(ParseResult parsed)
    {
        RequireRoot();
        if (!NextRoot.IsThere || NextRoot.IsVerified)
            return ExitStatus.Success;
        try
        {
            var running = Running();
            using var disk = WritableDisk.Mount();
            using var boot = NextRoot.OfLibostree(DiskEntry.Below("/"), Plan);
            Put(parsed, running, boot);
            return ExitStatus.Success;
        }
        catch (FailureException failure)
        {
            // Fail closed: what was not verified is not started.
            NextRoot.Remove();
            throw new FailureException(failure.Message + "\n" + NextRoot.Path + " is unmounted: a soft reboot restarts the running root");
        }
    }

    private static void Put(ParseResult parsed, RunRecord running, PlannedBoot boot)
    {
        foreach (var warning in boot.Warnings)
            CommandLine.PrintMessage(parsed.InvocationConfiguration.Error, WritableDisk.Show("warning: " + warning));
        if ((boot.Refusal ?? RefuseBelow(running, boot) ?? NextRoot.Put(boot)) is { } fault)
            throw new FailureException(WritableDisk.Show(FailureException.Of(fault).Message));
    }

    private static Fault? RefuseBelow(RunRecord running, PlannedBoot next)
    {
        if (!ImageArgument.ParseAll(KernelCommandLine.Parse(RunningSystem.CommandLine().Text)).Try(out var images, out var fault))
            return fault;
        var floor = new SoftRebootFloor(running.Trust, running.Digest, Array.ConvertAll(images, image => image.Digest));
        return floor.RefuseLess(next.Input.CommandLine.Source, next.Source!.Facts)
            ?? floor.RefuseUnmeasured(next.Configuration!.PrepareRoot.MeasurePcr, next.Source.Facts);
    }

    private static PlannedBoot Plan(SelectedBoot selected) =>
        PlannedBoot.Of(new BootInput(WritableDisk.Path, selected.CommandLine, KeptFiles.Read())
        {
            HasWritableDisk = MountInfo.Topmost(MountInfo.Read(), Options.DefaultSysroot)?.SuperOptions.Contains("rw"),
            Release = selected.Release,
        });

    private static RunRecord Running() => RunRecord.Read(out var isOfAnother) ?? throw new FailureException(
        StaleRecord.Path + (isOfAnother ? " is of another root" : " is missing")
        + ": nothing says how the next root is to be verified. Restart the machine with 'systemctl reboot'");

    private static void RequireRoot()
    {
        if (!CurrentProcess.IsRoot)
            throw FailureException.Of(new Fault(FaultCode.NotRoot, "soft-reboot mounts, and only root may"));
    }
}
