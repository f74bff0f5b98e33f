using System;
using System.IO;
using System.Linq;
using PrepareRoot.MountTests.Scratch;
using PrepareRoot.Support;
using Xunit;

namespace PrepareRoot.MountTests;

/// <summary><c>prepare-rootctl assemble</c></summary>
public class AssembleTests
{
    private const string Tool = "prepare-rootctl";

    [RequiresFact(Needs.Mounts | Needs.Tool)]
    public void Root_is_attached_at_the_target_and_nothing_else_changes()
    {
        using var machine = Machine("yes");
        var before = machine.Observe();

        var result = Assemble(machine, CommandLines.OstreeA);

        Assert.Equal((0, "", ""), (result.ExitStatus, result.Output, result.Error));
        var after = machine.Observe();
        Assert.Equal("overlay", after.TopmostAt("/target")!.Type);
        Assert.Equal("ext4", after.TopmostAt("/target/etc")!.Type);
        Assert.Contains("NAME=", File.ReadAllText(machine.PathOf("/target/usr/lib/os-release")), StringComparison.Ordinal);
        Assert.Equal(before.Run, after.Run);
        Assert.Equal(before.Described, after.Described.Where(line => !line.StartsWith("/target", StringComparison.Ordinal)));
    }

    [RequiresFact(Needs.Mounts | Needs.Tool)]
    public void Command_runs_in_the_root_and_nothing_stays_mounted()
    {
        using var machine = Machine("yes");
        var before = machine.Observe();

        var result = Assemble(machine, CommandLines.OstreeA, "--", "sh", "-c", "echo installed >/etc/marker; ls -d /proc/self /dev/null; exit 7");

        Assert.Equal((7, "/dev/null\n/proc/self\n", ""), (result.ExitStatus, result.Output, result.Error));
        Assert.Equal(before.Described, machine.Observe().Described);
        Assert.Equal("installed\n", File.ReadAllText(machine.PathInSysroot(CommandLines.DeploymentA + "/etc/marker")));
    }

    [RequiresTheory(Needs.Mounts | Needs.Tool)]
    [InlineData("verity", CommandLines.OstreeA, "image-without-verity")]
    [InlineData("yes", "ostree=/" + CommandLines.LinksA + "/9", "deployment-missing")]
    [InlineData("yes\n[root]\ntransient = true", CommandLines.OstreeA, "configuration-contradictory")]
    public void Deployment_that_the_boot_would_refuse_is_refused(string enabled, string commandLine, string code)
    {
        using var machine = Machine(enabled);
        var before = machine.Observe();

        var result = Assemble(machine, commandLine, "--", "true");

        Assert.Equal(1, result.ExitStatus);
        Assert.StartsWith($"prepare-rootctl: refused [{code}]: ", result.Error, StringComparison.Ordinal);
        Assert.Equal(before.Exact, machine.Observe().Exact);
    }

    [RequiresFact(Needs.Mounts | Needs.Tool)]
    public void Root_with_a_damaged_init_can_be_looked_into()
    {
        using var machine = Machine("no");
        machine.Shell($"rm sysroot/{CommandLines.DeploymentA}/usr/sbin/init");

        Assert.Equal(0, Assemble(machine, CommandLines.OstreeA).ExitStatus);
    }

    private static CommandResult Assemble(ScratchInitramfs machine, string commandLine, params string[] program) => machine.RunBy(
        Tool, ["assemble", "--sysroot", machine.Sysroot, "--cmdline", commandLine, "--target", "/target", .. program]);

    private static ScratchInitramfs Machine(string enabled)
    {
        var machine = new ScratchInitramfs(Fixture.Ostree);
        machine.Write(ScratchInitramfs.Configuration, CommandLines.Enabled(enabled));
        machine.Install(Artifacts.Tool, "/bin/" + Tool);
        machine.Shell("mkdir target");
        return machine;
    }
}
