using PrepareRoot.MountTests.Scratch;
using PrepareRoot.Support;
using Xunit;

namespace PrepareRoot.MountTests;

/// <summary>The reset of the deployment that is running.</summary>
public partial class FactoryResetTests
{
    // /etc and /var are mounted, and libostree's var below /sysroot, too.
    [RequiresFact(Needs.Mounts | Needs.Tool)]
    public void Running_system_keeps_its_etc_and_var_and_the_next_boot_has_the_new_ones()
    {
        using var machine = RunningSystem("yes");
        machine.Shell("echo mine > sysroot/etc/hostname; echo mine > sysroot/var/data");
        var mounts = machine.Observe().Described;

        machine.Shell(ResetWithin);

        Assert.Equal("mine\nmine\n", machine.Shell("cat sysroot/etc/hostname sysroot/var/data"));
        Assert.Equal(mounts.Length, machine.Observe().Described.Length);
        machine.Shell("echo later > sysroot/etc/later; umount -R sysroot; rm run/prepare-root.json; mount -o loop ../disk sysroot");
        Assert.Equal(0, machine.Run(CommandLines.OstreeA).ExitStatus);
        Assert.Equal("", machine.Shell("diff -r --no-dereference sysroot/etc sysroot/usr/etc 2>&1; ls -A sysroot/var"));
        Assert.Equal("later\n", machine.Shell($"cat sysroot/sysroot/{CommandLines.DeploymentA}/etc.before-reset-*/later"));
    }

    [RequiresFact(Needs.Mounts | Needs.Tool)]
    public void Running_system_whose_root_is_the_deployment_itself_is_refused()
    {
        using var machine = RunningSystem("no");
        var before = Tree(machine, "sysroot/" + Etc);

        var message = machine.Shell($"{ResetWithin} 2>&1 || :");

        Assert.Equal(
            $"prepare-rootctl: /sysroot/{CommandLines.DeploymentA}: is the root of the running system, which would have another /etc at once: boot another deployment\n",
            message);
        Assert.Equal(before, Tree(machine, "sysroot/" + Etc));
    }

    private static ScratchInitramfs RunningSystem(string enabled)
    {
        var machine = Machine(Fixture.Ostree, enabled);
        machine.Write(ScratchInitramfs.Configuration, CommandLines.Enabled(enabled) + "[sysroot]\nreadonly = true\n");
        Assert.Equal(0, machine.Run(CommandLines.OstreeA).ExitStatus);
        machine.Shell("""
            mkdir -p sysroot/etc/ostree
            cp etc/ostree/prepare-root.conf sysroot/etc/ostree/
            cp bin/prepare-rootctl sysroot/var/
            mount --bind /proc sysroot/proc
            """);
        return machine;
    }
}
