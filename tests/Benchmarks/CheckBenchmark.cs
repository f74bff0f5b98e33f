using System;
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
            var measured = MeasuredPrograms.Run(
                "check.sh", OsTree.Tools, disk.Root, Artifacts.Tool, work, disk.Argument, disk.Deployment, Rounds.ToString(CultureInfo.InvariantCulture));
            measured.Print();
            var plan = measured["plan"].Min(figure => figure[0]) / 1000;
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
}
