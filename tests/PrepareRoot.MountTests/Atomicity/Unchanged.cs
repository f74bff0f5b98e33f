using System.Linq;
using PrepareRoot.MountTests.Scratch;
using Xunit;

namespace PrepareRoot.MountTests.Atomicity;

/// <summary>What holds after a run that did not come to its end.</summary>
public static class Unchanged
{
    /// <summary>The machine is exactly as before; or, where that is allowed, it looks so, and the new root lies hidden.</summary>
    public static void Verify(MachineState before, ScratchInitramfs machine, bool hiddenRootAllowed)
    {
        var after = machine.Observe();
        if (!hiddenRootAllowed)
        {
            Assert.Equal(before.Exact, after.Exact);
            return;
        }
        var disk = before.SeenAt(machine.Sysroot)!;
        var seen = after.SeenAt(machine.Sysroot)!;
        Assert.Equal(disk, seen with { Parent = disk.Parent });
        Assert.Equal("overlay", after.Mounts.Single(entry => entry.Id == seen.Parent).Type);
        Assert.Equal(before.Loops, after.Loops);
    }

    /// <summary>Run again, undisturbed, it ends as it would have the first time.</summary>
    public static void VerifyNextRun(ScratchInitramfs machine, Scenario scenario)
    {
        var result = machine.Run(scenario.CommandLine);
        Assert.Equal((0, ""), (result.ExitStatus, result.Error));
        Assert.Equal(string.Join('\n', scenario.Prepared), string.Join('\n', machine.Observe().Comparable));
    }
}
