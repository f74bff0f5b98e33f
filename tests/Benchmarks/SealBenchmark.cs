using System;
using System.Globalization;
using System.IO;
using System.Linq;
using PrepareRoot.Support;

namespace PrepareRoot.Benchmarks;

/// <summary>
/// Measures <c>prepare-rootctl seal</c> beside mkcomposefs, on the same files in one run. Neither
/// enables fs-verity: this machine's kernel may have none.
/// </summary>
internal static class SealBenchmark
{
    private const int Files = 60_000;
    private const int Rounds = 3;

    internal static int Run()
    {
        // seal checks what it made: a tree that demands fs-verity, or has no /etc, would not boot.
        var configuration = CommandLines.Enabled("yes");
        var tree = Cache.Get("bench-seal", [CheckDisk.Recipe(Files), configuration], path =>
        {
            CheckDisk.Fill(path, Files);
            Directory.CreateDirectory(Path.Combine(path, "etc"));
            File.WriteAllText(Path.Combine(path, "usr/lib/ostree/prepare-root.conf"), configuration);
        });
        var work = Directory.CreateTempSubdirectory("prepare-root-bench-").FullName;
        try
        {
            Progress.Say($"{Rounds} rounds of {Files} files");
            var measured = MeasuredPrograms.Run("seal.sh", work, OsTree.Tools, tree, Artifacts.Tool, work, Rounds.ToString(CultureInfo.InvariantCulture));
            measured.Print();
            Console.WriteLine(File.ReadAllText(Path.Combine(work, "sizes")));
            double Median(string program, int column) => measured[program].Select(figure => figure[column]).Order().ElementAt(Rounds / 2);
            var isAhead = Median("seal", 0) <= Median("mkcomposefs", 0) && Median("seal", 2) <= Median("mkcomposefs", 2);
            Console.WriteLine("Budget (no slower and no larger than mkcomposefs): " + (isAhead ? "kept." : "EXCEEDED."));
            return isAhead ? 0 : 1;
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }
    }
}
