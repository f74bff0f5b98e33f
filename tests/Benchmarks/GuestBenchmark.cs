using System;
using System.Collections.Generic;
using System.IO;
using PrepareRoot.Support;

namespace PrepareRoot.Benchmarks;

/// <summary>
/// Counts the instructions of whole mounts with fs-verity, the kernel's included, in machines whose
/// clock counts them: see <c>guest.sh</c>.
/// </summary>
internal static class GuestBenchmark
{
    private const string What = "instructions";
    private const string Libostree = "/usr/lib/ostree/ostree-prepare-root";

    private static readonly string[] _suites = ["trixie", "forky"];

    private static readonly (string Mode, string Label)[] _rows =
    [
        ("verity", "`enabled = verity`"), ("signed", "`enabled = signed`"), ("start", "start: `--version`; nothing"),
    ];

    internal static int Run()
    {
        var table = new Table("millions of instructions", "ours", "libostree's", "the floor", "ours / libostree's", "ours / floor");
        var work = Directory.CreateTempSubdirectory("prepare-root-bench-").FullName;
        try
        {
            CompiledPrograms.Make(work);
            Command.Run("zstd", "--decompress", "--quiet", "--sparse", Checkout.Fixture("ostree-verity-root.img.zst"), "-o", Path.Combine(work, "disk"));
            foreach (var suite in _suites)
            {
                var kernel = Kernel.Of(suite, GuestArchitecture.Native);
                Progress.Say($"a machine with Linux {kernel.Release}");
                AddRows(table, kernel, Measure(kernel, work));
            }
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }
        Console.WriteLine(table);
        Documentation.Print("bench-guest", table.ToMarkdown());
        return 0;
    }

    private static void AddRows(Table table, Kernel kernel, Measurements measured)
    {
        var version = kernel.Release.Split('+', '-')[0];
        foreach (var (mode, label) in _rows)
        {
            var floor = mode == "start" ? "nothing" : "floor";
            string Millions(string program) => Table.Cell(measured.Median(What, mode, program) / 1e6, "0.00");
            table.Add(
                $"{label}, Linux {version}", Millions("ours"), Millions("libostree"), Millions(floor),
                Table.Cell(measured.Ratio(What, mode, "ours", "libostree"), "0.00"), Table.Cell(measured.Ratio(What, mode, "ours", floor), "0.00"));
        }
    }

    private static Measurements Measure(Kernel kernel, string work)
    {
        var disk = Path.Combine(work, "disk");
        var initrd = Path.Combine(work, "initrd");
        new Initramfs(kernel, Scripts.Text("guest.sh"))
        {
            Files = new Dictionary<string, string>(Initramfs.WithLibraries(OsTree.Tools, Libostree))
            {
                ["bin/prepare-root"] = Artifacts.BootBinary,
                ["bin/launch"] = Path.Combine(work, "launch"),
                ["bin/floor"] = Path.Combine(work, "floor"),
                ["bin/nothing"] = Path.Combine(work, "nothing"),
                ["etc/ostree/initramfs-root-binding.key"] = Checkout.Fixture("keys/good.pub.b64"),
            },
        }.Write(initrd);
        var result = new Machine(kernel, initrd) { Drives = [new Drive(disk)], CountsInstructions = true }.Run();
        if (result.ExitStatus != 0)
            throw new InvalidOperationException("the programs were not measured:\n" + result.Console);
        var measured = new Measurements();
        measured.Add(result.Report);
        return measured;
    }
}
