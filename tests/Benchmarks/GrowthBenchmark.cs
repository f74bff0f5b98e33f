using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using PrepareRoot.Support;

namespace PrepareRoot.Benchmarks;

/// <summary>
/// Measures a whole mount with more and more of what a boot does not need. <c>WRITE_DOCS=1</c> draws
/// docs/screens/growth.svg.
/// </summary>
internal static class GrowthBenchmark
{
    private const int Turns = 9;
    private const int Rounds = 11;
    private const string Mode = "composefs";

    // From the first to the last point of a row, the time grows at most so much more than that of the
    // floor. The kernel copies every mount, whoever asks for it.
    private const double MaxRatio = 1.3;

    private static readonly string[] _programs = ["ours", "libostree", "floor"];

    private static readonly (string What, int[] Numbers)[] _rows =
    [
        ("deployments", [10, 100, 1000]),
        ("objects", [1_000, 10_000, 100_000, 1_000_000]),
        ("files", [1_000, 10_000, 100_000, 1_000_000]),
        ("mounts", [1, 16, 256, 1024]),
    ];

    internal static int Run()
    {
        var charts = new List<GrowthChart>();
        foreach (var (what, numbers) in _rows)
        {
            var work = Directory.CreateTempSubdirectory("prepare-root-growth-").FullName;
            try
            {
                charts.Add(new GrowthChart(what, Points(what, numbers, work)));
            }
            finally
            {
                Directory.Delete(work, recursive: true);
            }
        }

        var table = new Table("ms", "ours", "libostree's", "the floor");
        foreach (var chart in charts)
        {
            foreach (var (number, medians) in chart.Points)
                table.Add($"{number.ToString("N0", CultureInfo.InvariantCulture)} {chart.What}", [.. _programs.Select(program => Table.Cell(medians[program], "0.00"))]);
        }
        Console.WriteLine(table);
        Documentation.Print("bench-growth", $"""
            Medians of {Turns * Rounds} rounds, in which the numbers of a kind took turns.

            {table.ToMarkdown()}
            """);
        if (Documentation.IsAskedFor)
            GrowthChart.Draw(charts, Documentation.Screen("growth.svg"));
        var grown = charts.Where(chart => chart.Ratio("ours") > MaxRatio * chart.Ratio("floor")).Select(chart => chart.What).ToArray();
        Console.WriteLine($"Budget ({MaxRatio:0.0} times the floor's growth): {(grown.Length == 0 ? "kept." : "EXCEEDED by " + string.Join(", ", grown))}");
        return grown.Length == 0 ? 0 : 1;
    }

    // The numbers take turns, so that what else the machine does slows all of them down.
    private static Dictionary<int, Dictionary<string, double>> Points(string what, int[] numbers, string work)
    {
        var steps = new List<(int Number, MountingPrograms Programs, Measurements Measured)>();
        foreach (var number in numbers)
        {
            Progress.Say($"making a disk: {what}, {number}");
            var programs = new MountingPrograms(Directory.CreateDirectory(Path.Combine(work, number.ToString(CultureInfo.InvariantCulture))).FullName);
            programs.Grow(what, number);
            steps.Add((number, programs, new Measurements()));
        }
        Progress.Say($"mounting them, {Turns} times {Rounds} rounds");
        for (var turn = 0; turn < Turns; turn++)
        {
            foreach (var (number, programs, measured) in steps)
                measured.Add(programs.Time(Rounds, what == "mounts" ? int.Log2(number) : 0, Mode));
        }
        return steps.ToDictionary(
            step => step.Number, step => _programs.ToDictionary(program => program, program => step.Measured.Median("time", Mode, program)!.Value / 1e6));
    }
}
