using System;
using PrepareRoot.MountTests.Scratch;
using PrepareRoot.Support;
using Xunit;

namespace PrepareRoot.MountTests.Atomicity;

/// <summary>
/// A kernel that refuses to mount beneath SYSROOT's mount, with EINVAL: the disk's mount is
/// detached and the new root attached, by two consecutive calls.
/// </summary>
public class ExchangeTests
{
    private static readonly Scenario _scenario = Scenario.Ostree;
    private static readonly int _beneath = _scenario.Beneath.When;

    [RequiresFact(Needs.Mounts)]
    public void Root_is_the_same_if_it_can_not_be_mounted_beneath()
    {
        using var machine = _scenario.Start();

        var result = Run(machine, $"move_mount:error=EINVAL:when={_beneath}");

        Assert.Equal((0, ""), (result.ExitStatus, result.Error));
        Assert.Equal(_scenario.Prepared, machine.Observe().Comparable);
    }

    [RequiresFact(Needs.Mounts)]
    public void Mount_that_can_not_be_detached_stays()
    {
        using var machine = _scenario.Start();
        var before = machine.Observe();

        var result = Run(machine, $"move_mount:error=EINVAL:when={_beneath}", "umount2:error=EBUSY:when=1");

        AssertCommitFailed(result, "the disk's mount can't be detached: Device or resource busy");
        Assert.Equal(before.Described, machine.Observe().Described);
        Assert.DoesNotContain(machine.Observe().Run, line => line.Contains("ostree-booted", StringComparison.Ordinal));
        Unchanged.VerifyNextRun(machine, _scenario);
    }

    [RequiresFact(Needs.Mounts)]
    public void Old_mount_comes_back_if_the_new_root_can_not_be_attached()
    {
        using var machine = _scenario.Start();
        var before = machine.Observe();

        var result = Run(machine, $"move_mount:error=EINVAL:when={_beneath}..{_beneath + 1}");

        AssertCommitFailed(result, "the new root can't be attached; the disk's mount is restored: Invalid argument");
        Assert.Equal(before.Described, machine.Observe().Described);
        Unchanged.VerifyNextRun(machine, _scenario);
    }

    [RequiresFact(Needs.Mounts)]
    public void Failure_to_attach_anything_is_reported()
    {
        using var machine = _scenario.Start();

        var result = Run(machine, $"move_mount:error=EINVAL:when={_beneath}+");

        AssertCommitFailed(result, "the new root can't be attached, and restoring the disk's mount failed: nothing is mounted there now: Invalid argument");
    }

    // This machine's kernel can mount beneath, and strace can't make a call fail and kill the
    // program at once. But where another mount is hidden under SYSROOT's, the program does not try
    // to mount beneath. Between the two calls the old mounts are gone and the new one is not
    // attached yet.
    [RequiresTheory(Needs.Mounts)]
    [InlineData("open_tree", "ext4")]
    [InlineData("umount2", "ext4")]
    [InlineData("move_mount", null)]
    public void Killed_run_leaves_the_old_root_except_between_two_calls(string name, string? seen)
    {
        const string hide = "mount --bind sysroot sysroot";
        using var undisturbed = _scenario.Start();
        undisturbed.Shell(hide);
        var strace = new Strace([name]);
        Assert.Equal(0, undisturbed.RunWith(strace, undisturbed.Sysroot, _scenario.CommandLine).ExitStatus);
        using var machine = _scenario.Start();
        machine.Shell(hide);

        Run(machine, $"{name}:signal=KILL:when={strace.Read()[^1].When}");

        Assert.Equal(seen, machine.Observe().TopmostAt(machine.Sysroot)?.Type);
    }

    private static CommandResult Run(ScratchInitramfs machine, params string[] injections) =>
        machine.RunWith(Strace.With(injections), machine.Sysroot, _scenario.CommandLine);

    private static void AssertCommitFailed(CommandResult result, string cause)
    {
        Assert.Equal(1, result.ExitStatus);
        Assert.Contains("prepare-root: refused [commit-failed]: /sysroot: " + cause + "\n", result.Error, StringComparison.Ordinal);
    }
}
