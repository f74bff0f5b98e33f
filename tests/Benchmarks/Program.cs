using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using PrepareRoot.Support;

namespace PrepareRoot.Benchmarks;

/// <summary>
/// Measures the boot binary, libostree's program on the same disk, the floor, which makes the same
/// mounts and nothing else, and a program that does nothing, all in one run.
/// </summary>
internal static class Program
{
    private const int Rounds = 61;
    private static readonly string[] _programs = ["ours", "libostree", "floor", "nothing"];

    private const double MaxMegabytes = 1.9;
    private const double MaxMegabytesCompressed = 0.8;
    private const double MaxMegabytesOfMemory = 2.3;

    private static int Main(string[] args)
    {
        if (args is ["check"])
            return CheckBenchmark.Run();
        if (args is ["seal"])
            return SealBenchmark.Run();
        if (args is ["growth"])
            return GrowthBenchmark.Run();
        var program = Artifacts.BootBinary;
        var work = Directory.CreateTempSubdirectory("prepare-root-bench-").FullName;
        try
        {
            Progress.Say("compressing");
            var compressedFile = Path.Combine(work, "compressed");
            Command.Run("zstd", "-19", "-q", program, "-o", compressedFile);
            var size = new FileInfo(program).Length / 1e6;
            var compressed = new FileInfo(compressedFile).Length / 1e6;

            Progress.Say($"mounting {Rounds} times with each program, in turn");
            var measured = new MountingPrograms(work).Measure(program, Rounds);
            var memory = Megabytes(Median(measured["memory ours"]));

            Console.WriteLine(Command.Run("file", "--brief", program).Trim());
            Console.WriteLine();
            Console.WriteLine($"{"",-34}{string.Concat(_programs.Select(name => $"{name,12}"))}");
            Row(measured, "whole mount, median, ms", "mounted", values => Median(values) / 1000, "0.00");
            Row(measured, "half of them are within, ms", "mounted", values => Spread(values) / 1000, "0.00");
            Row(measured, "ours, as a ratio of the median", "mounted", values => Median(measured["mounted ours"]) / Median(values), "0.00");
            Row(measured, "whole mount, fastest, ms", "mounted", values => values.Min() / 1000, "0.00");
            Row(measured, "refusal (no target), median, ms", "refused", values => Median(values) / 1000, "0.00");
            Row(measured, "system calls of a whole mount", "calls", Median, "0");
            Row(measured, "peak memory of a whole mount, MB", "memory", values => Megabytes(Median(values)), "0.00");
            Row(measured, "instructions of --version, millions", "instructions", values => Median(values) / 1e6, "0.00");
            Console.WriteLine($"{"size, MB",-34}{size,12:0.00}");
            Console.WriteLine($"{"size after zstd -19, MB",-34}{compressed,12:0.00}");
            Console.WriteLine();
            Console.WriteLine("Times are from exec to exit of chroot(1) and the program; 'nothing' is a static C program that returns 0.");
            Console.WriteLine("'floor' is one that makes the system calls without which the same mounts can't be made.");
            var within = size <= MaxMegabytes && compressed <= MaxMegabytesCompressed && memory <= MaxMegabytesOfMemory;
            Console.WriteLine(
                $"Budget ({MaxMegabytes:0.0} MB, {MaxMegabytesCompressed:0.0} MB compressed, {MaxMegabytesOfMemory:0.0} MB of memory): "
                + (within ? "kept." : "EXCEEDED."));
            return within ? 0 : 1;
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }
    }

    private static void Row(
        Dictionary<string, List<double>> measured, string label, string what, Func<List<double>, double> figure, string format)
    {
        string Cell(string program) =>
            measured.TryGetValue(what + " " + program, out var values) ? figure(values).ToString(format, CultureInfo.InvariantCulture) : "-";
        Console.WriteLine($"{label,-34}{string.Concat(_programs.Select(name => $"{Cell(name),12}"))}");
    }

    // Between the first and the third quartile.
    private static double Spread(List<double> values) =>
        values.Order().ElementAt(values.Count * 3 / 4) - values.Order().ElementAt(values.Count / 4);

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private static double Megabytes(double kibibytes) => kibibytes * 1024 / 1e6;
}
