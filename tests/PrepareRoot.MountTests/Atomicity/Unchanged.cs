using System.Linq;
using PrepareRoot.MountTests.Scratch;
using Xunit;

namespace PrepareRoot.MountTests.Atomicity;

/// <summary>The checks after a run that did not complete.</summary>
public static class Unchanged
{
    /// <summary>The machine is exactly as before, except for what may remain.</summary>
    public static void Verify(MachineState before, ScratchInitramfs machine, Remains remains)
    {
        var after = machine.Observe();
        switch (remains)
        {
            case Remains.Nothing:
                Assert.Equal(before.Exact, after.Exact);
                break;
            case Remains.Record:
                Assert.Equal(before.Exact.Except(before.Run), after.Exact.Except(after.Run));
                break;
            case Remains.HiddenRoot:
                VerifyHidden(before, after, machine.Sysroot);
                Assert.Equal(before.Loops, after.Loops);
                break;
        }
    }

    /// <summary>
    /// The machine is as before a call that failed. If the new root was mounted beneath already,
    /// the disk's mount is a new one that differs only in its ID. If it could not be detached, the
    /// new root remains: the kernel has no call that removes a mount beneath another.
    /// </summary>
    public static void VerifyFailed(MachineState before, ScratchInitramfs machine, Remains remains, string call)
    {
        var after = machine.Observe();
        Assert.Equal(before.Run, after.Run);
        if (remains != Remains.HiddenRoot)
            Assert.Equal(before.Exact, after.Exact);
        else if (call == "umount2")
            VerifyHidden(before, after, machine.Sysroot);
        else
            Assert.Equal(before.Comparable, after.Comparable);
    }

    /// <summary>
    /// The disk's mount at SYSROOT is the same as before. The new root is mounted beneath it.
    /// </summary>
    public static void VerifyHidden(MachineState before, MachineState after, string sysroot)
    {
        var disk = before.TopmostAt(sysroot)!;
        var seen = after.TopmostAt(sysroot)!;
        Assert.Equal(disk, seen with { Parent = disk.Parent });
        Assert.Equal("overlay", after.Mounts.Single(entry => entry.Id == seen.Parent).Type);
    }

    /// <summary>
    /// A second run, in which no call fails, has the result of an undisturbed first run.
    /// </summary>
    public static void VerifyNextRun(ScratchInitramfs machine, Scenario scenario)
    {
        var result = machine.Run(scenario.CommandLine);
        Assert.Equal((0, ""), (result.ExitStatus, result.Error));
        Assert.Equal(string.Join('\n', scenario.Prepared), string.Join('\n', machine.Observe().Comparable));
    }
}
