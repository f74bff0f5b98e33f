using System;

namespace PrepareRoot.Benchmarks;

/// <summary>The benchmarks, each a target of the Makefile, and the limits of the boot program.</summary>
internal static class Program
{
    private static readonly Cost _limits = new(Megabytes: 1.9, MegabytesCompressed: 0.8, MegabytesOfMemory: 2.3);

    private static int Main(string[] args) => args switch
    {
        [] => Compare(HostBenchmark.Run()),
        ["guest"] => GuestBenchmark.Run(),
        ["boot"] => BootBenchmark.Run(),
        ["check"] => CheckBenchmark.Run(),
        ["seal"] => SealBenchmark.Run(),
        ["growth"] => GrowthBenchmark.Run(),
        _ => throw new ArgumentException($"no such benchmark: {string.Join(' ', args)}"),
    };

    private static int Compare(Cost cost)
    {
        var within = cost.Megabytes <= _limits.Megabytes
            && cost.MegabytesCompressed <= _limits.MegabytesCompressed
            && cost.MegabytesOfMemory <= _limits.MegabytesOfMemory;
        Console.WriteLine(
            $"Budget ({_limits.Megabytes:0.0} MB, {_limits.MegabytesCompressed:0.0} MB compressed, {_limits.MegabytesOfMemory:0.0} MB of memory): "
            + (within ? "kept." : "EXCEEDED."));
        return within ? 0 : 1;
    }
}
