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
    private const int Rounds = 3;

    private const string Finish = """
        find "$1/dev" "$1/run" -mindepth 1 -delete
        mkdir -p "$1/sysroot" "$1/etc/ostree"
        printf '[composefs]\nenabled = yes\n' >"$1/etc/ostree/prepare-root.conf"
        """;

    // A machine for developers has about 60,000 files.
    private static readonly string[] _packages =
        ["linux-image-amd64", "linux-headers-amd64", "systemd-sysv", "build-essential", "golang-go", "libboost-dev", "git", "python3"];

    internal static int Run()
    {
        // seal checks what it made: this machine has no fs-verity for a tree that demands it.
        var installed = DebianTree.Installed("trixie", _packages);
        var tree = Cache.Get("bench-seal", [installed, Finish], path =>
        {
            Command.Run("cp", "--archive", "--reflink=auto", installed, path);
            Command.Run("sh", "-euc", Finish, "sh", path);
        });
        var work = Directory.CreateTempSubdirectory("prepare-root-bench-").FullName;
        try
        {
            Progress.Say($"{Rounds} rounds");
            var measured = MeasuredPrograms.Run("seal.sh", OsTree.Tools, tree, Artifacts.Tool, work, Rounds.ToString(CultureInfo.InvariantCulture));
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
