using System;
using System.Globalization;
using System.Linq;
using PrepareRoot.Support;

namespace PrepareRoot.Benchmarks;

/// <summary>
/// What preparing the root adds to an initramfs of dracut and to the boot of a system, with ours and
/// with libostree's program.
/// </summary>
internal static class BootBenchmark
{
    private const int Rounds = 21;
    private const string Ours = "ours";
    private const string Libostree = "libostree";

    internal static int Run()
    {
        Progress.Say("a system with libostree's program, and its disk");
        var os = OsTree.Get(OsRecipe.ForkyWithLibostree);
        var disk = OstreeDisk.Of(os);
        var without = DracutImage.Of(os, "without");
        string[] programs = [Ours, Libostree];
        var images = programs.ToDictionary(program => program, program => DracutImage.Of(os, program));

        Progress.Say("unpacking what they add");
        var unpacked = new Measurements();
        unpacked.Add(Scripts.Run(
            "unpack.sh", [Rounds.ToString(CultureInfo.InvariantCulture), without.Cpio, .. programs.SelectMany(program => new[] { program, images[program].Cpio })]));
        var units = programs.ToDictionary(program => program, program =>
        {
            Progress.Say($"booting with the initramfs of {program}");
            return JournaledUnit.Time(os with { Initramfs = images[program].Cpio }, disk);
        });

        var table = new Table("", "ours", "libostree's", "ours / libostree's");
        void Row(string label, Func<string, double?> figure, string format) => table.Add(
            label, Table.Cell(figure(Ours), format), Table.Cell(figure(Libostree), format), Table.Cell(figure(Ours) / figure(Libostree), "0.00"));
        Row("added to the initramfs as dracut compresses it, MB", program => (images[program].Bytes - without.Bytes) / 1e6, "0.00");
        Row("added to it after zstd -19, MB", program => (images[program].BytesZstd19 - without.BytesZstd19) / 1e6, "0.00");
        Row("the added files, MB", program => unpacked.Median("bytes", "added", program) / 1e6, "0.00");
        Row("the added files, zstd -19, MB", program => unpacked.Median("compressed", "added", program) / 1e6, "0.00");
        Row("unpacking them with zstd and cpio, ms", program => unpacked.Median("time", "added", program) / 1e6, "0.0");
        Row("the unit in the journal, ms", program => units[program].TotalMilliseconds, "0.0");
        Console.WriteLine(table);
        Documentation.Print("bench-boot", table.ToMarkdown());
        return 0;
    }
}
