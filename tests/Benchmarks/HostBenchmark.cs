using System;
using System.IO;
using System.Linq;
using PrepareRoot.Support;

namespace PrepareRoot.Benchmarks;

/// <summary>
/// Measures the boot program, libostree's on the same disk, the floor, which makes the same mounts and
/// nothing else, and a program that does nothing, all in one run on this machine.
/// </summary>
internal static class HostBenchmark
{
    private const int Rounds = 101;
    private const string Refused = "refused";
    private const string Start = "start";
    private const string Ours = "ours";
    private const string Libostree = "libostree";
    private const string Floor = "floor";
    private const string Nothing = "nothing";
    private const string WithGlibc = "-glibc";

    // The mode whose cost is shown in detail.
    private const string Mode = "composefs";

    private static readonly (string Mode, string Label)[] _rows =
    [
        (Mode, "composefs, not verified"), ("bind", "bind mount of the deployment"), ("transient", "composefs, transient root"),
        ("native", "image of a composefs repository"), (Refused, "refusal: no root is named"), (Start, "start: `--version`; nothing"),
    ];

    /// <returns>What is limited.</returns>
    internal static Cost Run()
    {
        var program = Artifacts.BootBinary;
        var work = Directory.CreateTempSubdirectory("prepare-root-bench-").FullName;
        try
        {
            Progress.Say("compressing");
            var compressed = Path.Combine(work, "compressed");
            Command.Run("zstd", "-19", "-q", program, "-o", compressed);

            Progress.Say($"{Rounds} rounds: every program in each mode, in turn");
            var programs = new MountingPrograms(work);
            string[] modes = [.. _rows.Select(row => row.Mode)];
            var times = programs.Time(Rounds, 0, modes);
            var calls = programs.Calls(modes);
            Progress.Say("counting instructions (a minute)");
            var instructions = programs.Instructions(Mode, Start);

            var cost = new Cost(
                Megabytes: new FileInfo(program).Length / 1e6,
                MegabytesCompressed: new FileInfo(compressed).Length / 1e6,
                MegabytesOfMemory: Megabytes(times.Median("memory", Mode, Ours))!.Value);
            Print(Times(times), Costs(times, calls, instructions, cost));
            if (Documentation.IsAskedFor)
                TimesChart.Draw(times, _rows[..4], [Ours, Libostree, Floor], Documentation.Screen("bench.svg"));
            return cost;
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }
    }

    private static void Print(Table times, Table costs)
    {
        Console.WriteLine(times);
        Console.WriteLine(costs);
        Documentation.Print("bench", $"""
            Medians of {Rounds} rounds of each in turn, in milliseconds from exec to exit. In parentheses is the
            width of the range that half of the rounds are in. The last two columns are ratios of the
            medians.

            {times.ToMarkdown()}
            The first four rows; ours is green, libostree's program orange, the floor grey:

            ![The medians as bars, with their spread](screens/bench.svg)

            The same for one mount, composefs without fs-verity:

            {costs.ToMarkdown()}
            """);
    }

    private static Table Times(Measurements times)
    {
        const string what = "time";
        var table = new Table("ms", "ours", "libostree's", "the floor", "with glibc", "ours / libostree's", "ours / floor", "ours / with glibc");
        foreach (var (mode, label) in _rows)
        {
            var floor = mode == Start ? Nothing : Floor;
            string Milliseconds(string program) => times.Median(what, mode, program) is { } median
                ? $"{Table.Cell(median / 1e6, "0.00")} ({Table.Cell(times.Spread(what, mode, program) / 1e6, "0.00")})"
                : "";
            string Ratio(string program) => Table.Cell(times.Ratio(what, mode, Ours, program), "0.00");
            table.Add(
                label, Milliseconds(Ours), Milliseconds(Libostree), Milliseconds(floor), Milliseconds(floor + WithGlibc),
                Ratio(Libostree), Ratio(floor), Ratio(floor + WithGlibc));
        }
        return table;
    }

    private static Table Costs(Measurements times, Measurements calls, Measurements instructions, Cost cost)
    {
        var table = new Table("", "ours", "libostree's", "the floor", "with glibc", "nothing", "with glibc");
        void Row(string label, Measurements measured, string what, Func<double?, double?> figure, string format)
        {
            string Of(string program, string mode) => Table.Cell(figure(measured.Median(what, mode, program)), format);
            table.Add(
                label, Of(Ours, Mode), Of(Libostree, Mode), Of(Floor, Mode), Of(Floor + WithGlibc, Mode), Of(Nothing, Start), Of(Nothing + WithGlibc, Start));
        }
        void OursAlone(string label, double? figure, string format) => table.Add(label, Table.Cell(figure, format), "", "", "", "", "");
        Row("instructions, millions, without the kernel's", instructions, "instructions", count => count / 1e6, "0.000");
        OursAlone("of them by `--version`, millions", instructions.Median("instructions", Start, Ours) / 1e6, "0.000");
        Row("system calls", calls, "calls", count => count, "0");
        OursAlone("of them after the start of `Main`", calls.Median("own-calls", Mode, Ours), "0");
        Row("page faults", times, "faults", count => count, "0");
        Row("peak memory, MB", times, "memory", Megabytes, "0.00");
        OursAlone("file, MB", cost.Megabytes, "0.00");
        OursAlone("file after zstd -19, MB", cost.MegabytesCompressed, "0.00");
        return table;
    }

    // The kernel counts pages in batches, so it counts none of the smallest programs.
    private static double? Megabytes(double? kibibytes) => kibibytes is > 0 ? kibibytes * 1024 / 1e6 : null;
}
