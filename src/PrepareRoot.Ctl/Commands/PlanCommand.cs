using System.CommandLine;
using PrepareRoot.Ctl.Planning;
using PrepareRoot.Ctl.Running;

namespace PrepareRoot.Ctl.Commands;

/// <summary><c>prepare-rootctl plan</c></summary>
internal static class PlanCommand
{
    private const string Details = """
        It runs the code of the boot up to its plan. It changes nothing, mounts nothing and needs no root
        where the files can be read. Without options it plans the running system's next boot: the disk at
        /sysroot, the running kernel's command line, and the configuration files of this system. The
        initramfs has its own copies of those files: --initramfs reads them out of its image.

        Exit status: 0 there is a plan, 1 the boot would be refused or the plan failed, 2 usage error.

        Examples:
          prepare-rootctl plan
          prepare-rootctl plan --entry /boot/loader/entries/ostree-1.conf
          prepare-rootctl plan --sysroot /mnt --cmdline "ostree=/ostree/boot.1/os/CHECKSUM/0"
        """;

    internal static Command Make()
    {
        var input = new BootOptions();
        var json = CommonOptions.Json();
        var command = new DocumentedCommand("plan", "Print what a boot would mount, and why it is trusted.", Details);
        input.AddTo(command);
        command.Add(json);
        command.SetAction(parsed => Run(parsed, input, parsed.GetValue(json)));
        return command;
    }

    private static int Run(ParseResult parsed, BootOptions options, bool json)
    {
        var output = parsed.InvocationConfiguration.Output;
        using var sysroot = options.Open(parsed);
        var input = options.Read(parsed, sysroot);
        using var boot = PlannedBoot.Of(input);
        var report = PlanReports.Of(boot, input.Notes);
        if (RunRecord.Read(out _) is { } record)
            report = report with { Differences = boot.Refusal is null ? Differences.Of(boot, record) : null };
        if (json)
            CtlJson.Write(output, report);
        else
            new PlanText(output, TerminalStyle.For(output)).Write(report);
        return boot.Refusal is null ? ExitStatus.Success : ExitStatus.Failure;
    }
}
