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
    private const int Rounds = 21;

    // The last point of a row takes at most so much longer than the first.
    private const double MaxRatio = 2;

    private static readonly string[] _programs = ["ours", "libostree"];

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
            var points = numbers.ToDictionary(number => number, _ => new Dictionary<string, double>());
            var work = Directory.CreateTempSubdirectory("prepare-root-growth-").FullName;
            try
            {
                var programs = new MountingPrograms(work);
                foreach (var number in numbers)
                {
                    Progress.Say($"{number} {what}");
                    Grow(programs.Disk, what, number);
                    var measured = programs.Time(Rounds, what == "mounts" ? int.Log2(number) : 0, "composefs");
                    foreach (var program in _programs)
                        points[number][program] = measured.Median("time", "composefs", program)!.Value / 1e6;
                }
            }
            finally
            {
                Directory.Delete(work, recursive: true);
            }
            charts.Add(new GrowthChart(what, points));
        }

        Console.WriteLine($"{"whole mount, median, ms",-24}{string.Concat(_programs.Select(program => $"{program,12}"))}");
        foreach (var chart in charts)
        {
            foreach (var (number, medians) in chart.Points)
                Console.WriteLine($"{chart.What + " " + number.ToString("N0", CultureInfo.InvariantCulture),-24}{string.Concat(_programs.Select(program => medians[program].ToString("0.00", CultureInfo.InvariantCulture).PadLeft(12)))}");
        }
        if (Documentation.IsAskedFor)
            GrowthChart.Draw(charts, Documentation.Screen("growth.svg"));
        var grown = charts.Where(chart => chart.Ratio(_programs[0]) > MaxRatio).Select(chart => chart.What).ToArray();
        Console.WriteLine($"Budget ({MaxRatio:0.0} times the first point): {(grown.Length == 0 ? "kept." : "EXCEEDED by " + string.Join(", ", grown))}");
        return grown.Length == 0 ? 0 : 1;
    }

    private static void Grow(string disk, string what, int number)
    {
        var script = Path.Combine(Path.GetDirectoryName(disk)!, "growth.sh");
        using (var stream = typeof(GrowthBenchmark).Assembly.GetManifestResourceStream("growth.sh")!)
        using (var file = File.Create(script))
            stream.CopyTo(file);
        Command.Run("unshare", "--mount", "--propagation", "private", "bash", script, disk, OsTree.Tools, what, number.ToString(CultureInfo.InvariantCulture));
    }
}
