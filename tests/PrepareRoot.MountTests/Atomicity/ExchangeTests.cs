using System;
using PrepareRoot.MountTests.Scratch;
using PrepareRoot.Support;
using Xunit;

namespace PrepareRoot.MountTests.Atomicity;

/// <summary>
/// A kernel that refuses to mount beneath SYSROOT's mount, with EINVAL: the disk is mounted once
/// more, its mount at SYSROOT is detached, and the new root attached, by two consecutive calls.
/// </summary>
public class ExchangeTests
{
    private const string Kept = "/run/.prepare-root-disk";
    private const string Hide = "mount --bind sysroot sysroot";

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

        AssertCommitFailed(result, "/sysroot: the disk's mount can't be detached: Device or resource busy");
        Assert.Equal(before.Described, machine.Observe().Described);
        Assert.DoesNotContain(machine.Observe().Run, line => line.Contains("ostree-booted", StringComparison.Ordinal));
        Unchanged.VerifyNextRun(machine, _scenario);
    }

    [RequiresFact(Needs.Mounts)]
    public void Nothing_is_detached_if_the_disk_can_not_be_mounted_once_more()
    {
        using var machine = _scenario.Start();
        var before = machine.Observe();

        var result = Run(machine, $"move_mount:error=EINVAL:when={_beneath}..{_beneath + 1}");

        AssertCommitFailed(result, Kept + ": the disk can't be mounted there during the commit: Invalid argument");
        Assert.Equal(before.Exact, machine.Observe().Exact);
        Unchanged.VerifyNextRun(machine, _scenario);
    }

    [RequiresFact(Needs.Mounts)]
    public void Old_mount_comes_back_if_the_new_root_can_not_be_attached()
    {
        using var machine = _scenario.Start();
        var before = machine.Observe();

        var result = Run(machine, $"move_mount:error=EINVAL:when={_beneath}..{_beneath + 2}+2");

        AssertCommitFailed(result, "/sysroot: the new root can't be attached; the disk's mount is restored: Invalid argument");
        Assert.Equal(before.Described, machine.Observe().Described);
        Unchanged.VerifyNextRun(machine, _scenario);
    }

    [RequiresFact(Needs.Mounts)]
    public void Next_run_restores_what_could_not_be_restored()
    {
        var calls = Trace("move_mount");
        using var machine = _scenario.Start();
        machine.Shell(Hide);

        var result = Run(machine, $"move_mount:error=EINVAL:when={calls[^1].When}+");

        AssertCommitFailed(result, "/sysroot: the new root can't be attached, and restoring the disk's mount failed: it is at " + Kept + " until the next run restores it: Invalid argument");
        Assert.Null(machine.Observe().TopmostAt(machine.Sysroot));
        VerifyRestoringRun(machine, restores: true);
    }

    // This machine's kernel can mount beneath, and strace can't make a call fail and kill the
    // program at once. But where another mount is hidden under SYSROOT's, the program does not try
    // to mount beneath. Each call is counted from the last one with its name.
    [RequiresTheory(Needs.Mounts)]
    [InlineData("mkdirat", 1, "ext4")] // makes the directory for the second mount
    [InlineData("open_tree", 1, "ext4")]
    [InlineData("move_mount", 2, "ext4")] // mounts the disk once more
    [InlineData("umount2", 3, "ext4")] // detaches the disk
    [InlineData("umount2", 2, "ext4")] // detaches the hidden mount
    [InlineData("move_mount", 1, null)] // attaches the new root
    [InlineData("umount2", 1, "overlay")] // removes the second mount
    [InlineData("unlinkat", 1, "overlay")]
    public void Next_run_completes_what_a_killed_run_began(string name, int fromLast, string? seen)
    {
        var calls = Trace(name);
        using var machine = _scenario.Start();
        machine.Shell(Hide);

        Run(machine, $"{name}:signal=KILL:when={calls[^fromLast].When}");

        Assert.Equal(seen, machine.Observe().TopmostAt(machine.Sysroot)?.Type);
        VerifyRestoringRun(machine, restores: seen is null);
    }

    private static TracedCall[] Trace(string name)
    {
        using var undisturbed = _scenario.Start();
        undisturbed.Shell(Hide);
        var strace = new Strace([name]);
        Assert.Equal(0, undisturbed.RunWith(strace, undisturbed.Sysroot, _scenario.CommandLine).ExitStatus);
        return strace.Read();
    }

    private static void VerifyRestoringRun(ScratchInitramfs machine, bool restores)
    {
        var result = machine.Run(_scenario.CommandLine);

        Assert.Equal(
            (0, restores ? "prepare-root: warning: an earlier run was killed while it put the new root in place; the disk is mounted at /sysroot again\n" : ""),
            (result.ExitStatus, result.Error));
        Assert.Equal(_scenario.Prepared, machine.Observe().Comparable);
    }

    private static CommandResult Run(ScratchInitramfs machine, params string[] injections) =>
        machine.RunWith(Strace.With(injections), machine.Sysroot, _scenario.CommandLine);

    private static void AssertCommitFailed(CommandResult result, string cause)
    {
        Assert.Equal(1, result.ExitStatus);
        Assert.Contains("prepare-root: refused [commit-failed]: " + cause + "\n", result.Error, StringComparison.Ordinal);
    }
}
