using System;
using System.Globalization;
using PrepareRoot.MountTests.EveryCall;
using PrepareRoot.Support;
using Xunit;

namespace PrepareRoot.MountTests.Exhaustion;

/// <summary>
/// A resource of the process is limited, to more and more, until the run succeeds. Every run
/// before that changes nothing.
/// </summary>
public class LimitTests
{
    private const string Descriptors = "nofile";
    private const string AddressSpace = "as";
    private const long Mebibyte = 1024 * 1024;

    // Its mode, the option of prlimit(1), the step, and the limit with which every run succeeds.
    public static TheoryData<string, string, long, long> Limits => new()
    {
        { Modes.Ostree.Name, Descriptors, 1, 64 },
        { Modes.Composefs.Name, Descriptors, 1, 64 },
        { Modes.Ostree.Name, AddressSpace, Mebibyte, 96 * Mebibyte },
        { Modes.Composefs.Name, AddressSpace, Mebibyte, 96 * Mebibyte },
    };

    [RequiresTheory(Needs.Mounts)]
    [MemberData(nameof(Limits))]
    public void Run_with_too_little_is_refused_or_dies_and_nothing_has_changed(string modeName, string limit, long step, long enough)
    {
        var mode = Modes.Of(modeName);
        using var machine = new CampaignMachine(mode);
        int refused = 0, died = 0;
        for (var value = 0L; ; value += step)
        {
            machine.Initramfs.Limits = [string.Create(CultureInfo.InvariantCulture, $"--{limit}={value}")];
            var result = mode.Run(machine.Initramfs).Result;
            var after = machine.Observe(complete: result.ExitStatus == 0);
            if (result.ExitStatus == 0)
            {
                Assert.True(Undisturbed.Of(mode).IsEqualTo(after));
                Assert.InRange(value, step, enough);
                break;
            }
            Assert.Equal(machine.Before.Comparable, after.Comparable);
            Assert.Equal(machine.Before.Disk, after.Disk);
            var isRefused = result.Error.StartsWith("prepare-root: refused [", StringComparison.Ordinal);
            // Without address space, not even the runtime starts.
            Assert.True(isRefused || limit == AddressSpace, $"{limit} {value}: status {result.ExitStatus}: {result.Error}");
            refused += isRefused ? 1 : 0;
            died += isRefused ? 0 : 1;
        }
        Assert.True(refused + died > 0);
        Progress.Say($"{modeName}, {limit}: {refused} refused, {died} died");
    }
}
