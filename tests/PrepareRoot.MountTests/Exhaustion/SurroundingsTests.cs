using System;
using System.Linq;
using System.Threading.Tasks;
using PrepareRoot.MountTests.Atomicity;
using PrepareRoot.Support;
using Xunit;

namespace PrepareRoot.MountTests.Exhaustion;

/// <summary>Machines that have less than usual, or more. Their root is prepared.</summary>
public class SurroundingsTests
{
    [RequiresTheory(Needs.Mounts)]
    [InlineData("an empty /dev", "umount -l dev")]
    [InlineData("no /dev", "umount -l dev; rmdir dev")]
    [InlineData("no /etc", "rmdir etc/ostree etc 2> /dev/null || rm -r etc")]
    public void Root_is_prepared_without(string what, string script)
    {
        Assert.NotEmpty(what);
        using var machine = Scenario.Composefs.Start();
        machine.Shell(script);

        var result = machine.Run(Scenario.Composefs.CommandLine);

        Assert.Equal((0, ""), (result.ExitStatus, result.Error));
        Assert.Equal(Scenario.Composefs.Prepared.Where(IsMount), machine.Observe().Comparable.Where(IsMount));
    }

    // Less data than the runtime reserves for its heap, and hardly more than it uses.
    [RequiresTheory(Needs.Mounts)]
    [InlineData("--data=64M")]
    [InlineData("--data=2M")]
    public void Root_is_prepared_with_limited_data(string limit)
    {
        using var machine = Scenario.Composefs.Start();
        machine.Limits = [limit.Replace("M", "000000", StringComparison.Ordinal)];

        var result = machine.Run(Scenario.Composefs.CommandLine);

        Assert.Equal((0, ""), (result.ExitStatus, result.Error));
    }

    // Each mount doubles the number of mounts below /many.
    [RequiresFact(Needs.Mounts)]
    public void Root_is_prepared_beside_sixteen_thousand_mounts()
    {
        using var machine = Scenario.Ostree.Start();
        machine.Shell("""
            mkdir many; mount -t tmpfs tmpfs many; mkdir $(seq -f many/%g 14)
            for number in $(seq 14); do mount --rbind many many/$number; done
            """);
        var before = machine.Observe().Mounts.Length;
        Assert.InRange(before, 16_384, 16_400);

        var result = machine.Run(CommandLines.OstreeA);

        Assert.Equal((0, ""), (result.ExitStatus, result.Error));
        var after = machine.Observe().Mounts;
        Assert.Equal(16_384, after.Count(entry => entry.MountPoint.StartsWith("/many", StringComparison.Ordinal)));
        Assert.Equal("overlay", after.Single(entry => entry.MountPoint == "/sysroot").Type);
    }

    // The longest that a kernel has by default is that of s390, 4096 bytes.
    [RequiresTheory(Needs.Mounts)]
    [InlineData(64 * 1024, null)]
    [InlineData((64 * 1024) + 1, "prepare-root: refused [initramfs-unreadable]: /proc/cmdline: ")]
    [InlineData(1024 * 1024, "prepare-root: refused [initramfs-unreadable]: /proc/cmdline: ")]
    public void Command_line_has_64_KiB_at_most(int size, string? refusal)
    {
        using var machine = Scenario.Ostree.Start();
        var end = " " + CommandLines.OstreeA;
        machine.Write("/cmdline", string.Concat(Enumerable.Repeat("a=b ", size / 4))[..(size - end.Length)] + end);
        machine.Shell("mount --bind cmdline proc/cmdline");

        var result = machine.RunWith(null, machine.Sysroot);

        Assert.Equal(refusal is null ? 0 : 1, result.ExitStatus);
        Assert.StartsWith(refusal ?? "", result.Error, StringComparison.Ordinal);
    }

    // A second run waits for the first, and then has nothing to do.
    [RequiresTheory(Needs.Mounts)]
    [InlineData("ostree")]
    [InlineData("composefs")]
    public void One_of_several_runs_at_once_prepares_the_root(string scenarioName)
    {
        const int rounds = 10;
        const int runs = 4;
        var scenario = Scenario.Of(scenarioName);
        for (var round = 0; round < rounds; round++)
        {
            using var machine = scenario.Start();
            var results = new CommandResult[runs];

            Parallel.For(0, runs, new ParallelOptions { MaxDegreeOfParallelism = runs }, run => results[run] = machine.Run(scenario.CommandLine));

            Assert.All(results, result => Assert.Equal((0, ""), (result.ExitStatus, result.Error)));
            Assert.Equal(runs - 1, results.Count(result => result.Output == "prepare-root: /sysroot is already prepared, nothing to do\n"));
            Assert.Equal(scenario.Prepared, machine.Observe().Comparable);
        }
    }

    private static bool IsMount(string line) => line.StartsWith("/sysroot", StringComparison.Ordinal);
}
