using System;
using System.Linq;
using PrepareRoot.MountTests.Scratch;
using PrepareRoot.Support;
using Xunit;

namespace PrepareRoot.MountTests.Atomicity;

/// <summary>
/// A kernel that mounts EROFS from block devices only and returns ENOTBLK: the image gets a loop
/// device.
/// </summary>
public class LoopTests
{
    private static readonly Scenario _scenario = Scenario.Composefs;
    private static readonly string _onlyBlockDevices = "fsconfig:error=ENOTBLK:when=" + _scenario.CreateErofs.When;

    [RequiresFact(Needs.Mounts)]
    public void Root_is_the_same_with_a_loop_device_under_it()
    {
        using var machine = _scenario.Start();

        var result = machine.RunWith(Strace.With(_onlyBlockDevices), machine.Sysroot, _scenario.CommandLine);

        Assert.Equal((0, ""), (result.ExitStatus, result.Error));
        var state = machine.Observe();
        Assert.Single(state.Loops);
        Assert.Equal(_scenario.Prepared, state.Comparable.Except(state.Loops));
    }

    [RequiresFact(Needs.Mounts)]
    public void Run_that_is_killed_or_fails_leaves_no_loop_device()
    {
        string[] names = ["fsmount", "open_tree", "move_mount", "setns"];
        using var machine = _scenario.Start();
        var before = machine.Observe();
        foreach (var call in Calls(names))
        {
            foreach (var end in new[] { "signal=KILL", "error=EPERM" })
            {
                var injection = $"{call.Name}:{end}:when={call.When}";
                var result = machine.RunWith(Strace.With(_onlyBlockDevices, injection), machine.Sysroot, _scenario.CommandLine);
                Assert.NotEqual((injection, 0), (injection, result.ExitStatus));
                Unchanged.Verify(before, machine, Remains.Nothing);
            }
        }
        Unchanged.VerifyNextRun(machine, _scenario);
    }

    [RequiresFact(Needs.Mounts)]
    public void Missing_loop_device_is_a_fault()
    {
        using var machine = _scenario.Start();
        machine.Shell("umount dev");
        var before = machine.Observe();

        var result = machine.RunWith(Strace.With(_onlyBlockDevices), machine.Sysroot, _scenario.CommandLine);

        Assert.StartsWith("prepare-root: refused [mount-failed]: ", result.Error, StringComparison.Ordinal);
        Assert.Contains("attaching a loop device: /dev/loop-control: No such file or directory", result.Error, StringComparison.Ordinal);
        Assert.Equal(before.Exact, machine.Observe().Exact);
    }

    // The calls from the mount of the image to the return from the private namespace. What follows
    // does not depend on the loop device.
    private static TracedCall[] Calls(string[] names)
    {
        using var machine = _scenario.Start();
        var strace = new Strace([.. names, "ioctl", "fsconfig"], _onlyBlockDevices);
        Assert.Equal(0, machine.RunWith(strace, machine.Sysroot, _scenario.CommandLine).ExitStatus);
        TracedCall[] calls =
        [
            .. strace.Read()
                .SkipWhile(call => !call.Text.Contains("LOOP_CONFIGURE", StringComparison.Ordinal))
                .Where(call => names.Contains(call.Name))
                .SkipLast(1),
        ];
        Assert.Equal(names.Order(), calls.Select(call => call.Name).Distinct().Order());
        return calls;
    }
}
