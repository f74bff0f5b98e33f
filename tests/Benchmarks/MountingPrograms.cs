using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using PrepareRoot.Support;

namespace PrepareRoot.Benchmarks;

/// <summary>The boot program and those that it is compared with, on one disk: see <c>bench.sh</c>.</summary>
internal sealed class MountingPrograms
{
    private const string CommandLine =
        "ostree=/ostree/boot.1/testos/e26e5fb244aa25f59d4ef273f2183d1a15827715851d1d986736481190469484/1";

    private const string Unpack = "zstd -dc --long=27 \"$1\" | tar --xattrs --xattrs-include='*' --numeric-owner -xpf - -C \"$2\"";

    private readonly string _work;

    /// <summary>Makes the disk and the programs.</summary>
    /// <param name="work">An empty directory.</param>
    internal MountingPrograms(string work)
    {
        _work = work;
        Command.Run("sh", "-c", Unpack, "sh", Checkout.Fixture("ostree-sysroot.tar.zst"), work);
        new Command("gcc", "-static", "-O2", "-x", "c", "-o", InWork("nothing"), "-") { Input = "int main(void) { return 0; }" }.Run();
        new Command("gcc", "-static", "-O2", "-Wall", "-Werror", "-o", InWork("floor"), Checkout.File("tests/Benchmarks/floor.c")).Run();
        using var stream = typeof(MountingPrograms).Assembly.GetManifestResourceStream("bench.sh")!;
        using var file = File.Create(InWork("bench.sh"));
        stream.CopyTo(file);
    }

    /// <summary>The root directory of the disk.</summary>
    internal string Disk => InWork("sysroot");

    /// <summary>Runs each program in turn.</summary>
    /// <param name="program">The boot program.</param>
    /// <param name="rounds">How often.</param>
    /// <param name="doublings">2 to this power is how many other mounts there are.</param>
    /// <returns>The numbers of each "WHAT PROGRAM" that <c>bench.sh</c> prints.</returns>
    internal Dictionary<string, List<double>> Measure(string program, int rounds, int doublings = 0)
    {
        var output = Command.Run(
            "unshare",
            [
                "--mount", "--propagation", "private", "bash", InWork("bench.sh"), OsTree.Tools, Disk, program, InWork("nothing"), InWork("floor"), CommandLine,
                rounds.ToString(CultureInfo.InvariantCulture), doublings.ToString(CultureInfo.InvariantCulture),
            ]);
        var measured = new Dictionary<string, List<double>>();
        foreach (var line in output.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var number = line.LastIndexOf(' ');
            if (!measured.TryGetValue(line[..number], out var values))
                measured.Add(line[..number], values = []);
            values.Add(double.Parse(line[(number + 1)..], CultureInfo.InvariantCulture));
        }
        return measured;
    }

    private string InWork(string name) => Path.Combine(_work, name);
}
