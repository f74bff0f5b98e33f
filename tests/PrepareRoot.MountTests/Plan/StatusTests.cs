using System.IO;
using System.Linq;
using System.Text.Json;
using PrepareRoot.MountTests.EveryCall;
using PrepareRoot.MountTests.Scratch;
using PrepareRoot.Support;
using Xunit;

namespace PrepareRoot.MountTests.Plan;

/// <summary>
/// <c>prepare-rootctl status</c> in the new root, as after the switch of the root.
/// </summary>
public class StatusTests
{
    // --target leaves the disk at /sysroot, and the digest of the signed mode is strace's.
    public static TheoryData<string> Names => [.. Modes.All.Where(mode => mode.Place == "/sysroot" && mode.Fakes().Length == 0).Select(mode => mode.Name)];

    [RequiresTheory(Needs.Mounts)]
    [MemberData(nameof(Names))]
    public void Status_agrees_with_the_kernel_in_every_mode(string name)
    {
        using var machine = Boot(Modes.Of(name));

        var status = Status(machine, "");

        Assert.Equal(("True", "", "[]"), (status.GetProperty("prepared").ToString(), ErrorOf(machine), status.GetProperty("differences").ToString()));
        Assert.True(status.GetProperty("agrees").GetBoolean());
    }

    // The disk is at /sysroot now, read-only, and the root is the overlay.
    [RequiresTheory(Needs.Mounts)]
    [MemberData(nameof(Names))]
    public void Plan_of_the_same_boot_does_not_differ_from_the_running_one(string name)
    {
        var mode = Modes.Of(name);
        using var machine = Boot(mode);
        machine.Write("/run/command-line", mode.Arguments[^1]);

        var plan = Run(machine, """
            mkdir -p run/conf/etc/ostree run/conf/usr/lib
            cp etc/ostree/prepare-root.conf run/conf/etc/ostree
            [ ! -e usr/lib/composefs ] || cp -r usr/lib/composefs run/conf/usr/lib
            """, "plan --json --config-root /run/conf --cmdline \"$(cat run/command-line)\"");

        Assert.Equal("[]", plan.GetProperty("differences").ToString());
    }

    [RequiresTheory(Needs.Mounts)]
    [InlineData("mount -o remount,bind,ro sysroot/etc", "/etc: access", "rw", "ro")]
    [InlineData("umount sysroot/etc", "/etc", "mounted", "")]
    [InlineData("mount -o remount,bind,rw sysroot/sysroot", "/sysroot: access", "ro", "rw")]
    [InlineData("umount sysroot/etc; mount --bind sysroot/sysroot/ostree sysroot/etc", "/etc: directory of the disk", "/" + CommandLines.DeploymentA + "/etc", "/ostree")]
    public void Mounts_that_were_changed_are_named(string change, string what, string planned, string running)
    {
        using var machine = Boot(Modes.Ostree);

        var difference = Status(machine, change).GetProperty("differences")[0];

        Assert.Equal(
            (what, planned, running),
            (difference.GetProperty("what").GetString(), difference.GetProperty("planned").GetString(), difference.TryGetProperty("running", out var found) ? found.GetString() : ""));
    }

    private static ScratchInitramfs Boot(Mode mode)
    {
        var machine = mode.Start();
        Assert.Equal(0, mode.Run(machine).Result.ExitStatus);
        machine.Install(Artifacts.Tool, "/run/prepare-rootctl");
        return machine;
    }

    private static JsonElement Status(ScratchInitramfs machine, string change) => Run(machine, change, "status --json");

    private static JsonElement Run(ScratchInitramfs machine, string before, string arguments) => JsonDocument.Parse(machine.Shell($"""
        {before}
        mount --bind run sysroot/run
        mount -t proc proc sysroot/proc
        chroot sysroot /run/prepare-rootctl {arguments} 2>run/status-error || :
        """)).RootElement;

    private static string ErrorOf(ScratchInitramfs machine) => File.ReadAllText(machine.PathOf("/run/status-error"));
}
