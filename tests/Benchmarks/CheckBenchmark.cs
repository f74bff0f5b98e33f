using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using PrepareRoot.Support;

namespace PrepareRoot.Benchmarks;

/// <summary>
/// Measures <c>prepare-rootctl plan</c> and <c>check</c> beside the programs that look at the same
/// objects, on one disk in one run.
/// </summary>
internal static class CheckBenchmark
{
    private const int Rounds = 5;
    private const double MaxMillisecondsOfPlan = 10;

    internal static int Run()
    {
        var disk = CheckDisk.Get();
        var work = Directory.CreateTempSubdirectory("prepare-root-bench-").FullName;
        try
        {
            // Without fs-verity of the objects, as this machine's kernel may have none.
            var configuration = Path.Combine(work, "etc/ostree/prepare-root.conf");
            Directory.CreateDirectory(Path.GetDirectoryName(configuration)!);
            File.WriteAllText(configuration, CommandLines.Enabled("yes"));

            Progress.Say($"{Rounds} rounds");
            var measured = Measure(disk, work);
            Console.WriteLine($"{"",-46}{"seconds",10}{"CPU",10}{"MB",10}");
            foreach (var (program, figures) in measured)
            {
                double Median(int column) => figures.Select(figure => figure[column]).Order().ElementAt(figures.Count / 2);
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture, $"{program,-46}{Median(0) / 1e6,10:0.000}{Median(1),10:0.00}{Median(2) * 1024 / 1e6,10:0.0}"));
            }
            var plan = measured["plan"].Min(figure => figure[0]) / 1000;
            Console.WriteLine();
            Console.WriteLine($"Medians of {Rounds} rounds, {Environment.ProcessorCount} processors. CPU is in seconds, too.");
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"Budget (fastest plan, {MaxMillisecondsOfPlan:0} ms): {plan:0.0} ms, {(plan <= MaxMillisecondsOfPlan ? "kept." : "EXCEEDED.")}"));
            return plan <= MaxMillisecondsOfPlan ? 0 : 1;
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }
    }

    // Programs in the order in which they ran, and their microseconds, seconds and kibibytes.
    private static Dictionary<string, List<double[]>> Measure(CheckDisk disk, string work)
    {
        var script = Path.Combine(work, "check.sh");
        using (var stream = typeof(CheckBenchmark).Assembly.GetManifestResourceStream("check.sh")!)
        using (var file = File.Create(script))
            stream.CopyTo(file);

        string[] arguments =
        [
            "--mount", "--propagation", "private", "bash", script, OsTree.Tools, disk.Root, Artifacts.Tool, work, disk.Argument, disk.Deployment,
            Rounds.ToString(CultureInfo.InvariantCulture),
        ];
        var output = new Command("unshare", arguments) { TimeLimit = TimeSpan.FromHours(1) }.Run();
        var measured = new Dictionary<string, List<double[]>>();
        foreach (var line in output.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var words = line.Split(' ');
            var name = string.Join(' ', words[..^3]);
            if (!measured.TryGetValue(name, out var figures))
                measured.Add(name, figures = []);
            figures.Add(Array.ConvertAll(words[^3..], word => double.Parse(word, CultureInfo.InvariantCulture)));
        }
        return measured;
    }
}
