using System.Linq;
using PrepareRoot.MountTests.Scratch;
using Xunit;

namespace PrepareRoot.MountTests.Atomicity;

/// <summary>What holds after a run that did not come to its end.</summary>
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
            case Remains.HiddenRoot:
                VerifyHidden(before, after, machine.Sysroot);
                Assert.Equal(before.Loops, after.Loops);
                break;
        }
    }

    /// <summary>
    /// The machine is as before a call that failed. Where the new root lay beneath already, the disk's mount is another one that is the
    /// same in all but its number; where it could not be detached, the kernel has no call that takes out what lies beneath.
    /// </summary>
    public static void VerifyFailed(MachineState before, ScratchInitramfs machine, Remains remains, string call)
    {
        var after = machine.Observe();
        Assert.Equal(before.Run, after.Run);
        if (remains == Remains.Nothing)
            Assert.Equal(before.Exact, after.Exact);
        else if (call == "umount2")
            VerifyHidden(before, after, machine.Sysroot);
        else
            Assert.Equal(before.Comparable, after.Comparable);
    }

    /// <summary>At SYSROOT there is the disk as before, the very same mount; what it lies on now is the new root.</summary>
    public static void VerifyHidden(MachineState before, MachineState after, string sysroot)
    {
        var disk = before.SeenAt(sysroot)!;
        var seen = after.SeenAt(sysroot)!;
        Assert.Equal(disk, seen with { Parent = disk.Parent });
        Assert.Equal("overlay", after.Mounts.Single(entry => entry.Id == seen.Parent).Type);
    }

    /// <summary>Run again, undisturbed, it ends as it would have the first time.</summary>
    public static void VerifyNextRun(ScratchInitramfs machine, Scenario scenario)
    {
        var result = machine.Run(scenario.CommandLine);
        Assert.Equal((0, ""), (result.ExitStatus, result.Error));
        Assert.Equal(string.Join('\n', scenario.Prepared), string.Join('\n', machine.Observe().Comparable));
    }
}
