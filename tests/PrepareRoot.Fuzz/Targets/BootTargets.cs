using System.IO;
using System.Linq;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using PrepareRoot.Ctl;
using PrepareRoot.Ctl.Archives;
using PrepareRoot.Ctl.Inputs;
using PrepareRoot.Ctl.Running;
using PrepareRoot.Fuzz.Documents;
using PrepareRoot.Linux;
using PrepareRoot.Support;

namespace PrepareRoot.Fuzz.Targets;

/// <summary>What <c>prepare-rootctl plan</c> and <c>status</c> read.</summary>
internal static class BootTargets
{
    private const int PathMax = 4096;

    private static readonly Gen<string> _entries = Make.Join(
        Make.Any("linux /vmlinuz\n", "uki /EFI/Linux/a.efi\n", "efi /a.efi\n"),
        Make.Several(Make.Join(Make.Any("options ", "options\t", "# ", "title ", "initrd /", ""), Documents.CommandLines.Policies, Make.Any("\n", "\r\n", "\n\n")), 6));

    private static readonly Gen<byte[]> _archives =
        from names in Make.Array(Make.Any("etc/a", "etc/ostree/prepare-root.conf", "usr/lib/b", "a", "./c", "é"), 0, 5)
        from contents in Make.Array(Make.BytesUpTo(20), 5, 5)
        from link in Make.Any("/etc", "..", "../../a", "no", "")
        select Archive(names, contents, link);

    internal static Target[] All { get; } =
    [
        new("BootEntry", ParseEntry, _entries.Utf8(), Checks.Bytes("options ", "linux ", "initrd ", "\n", "#", "\0", "\t")),
        new("Cpio", ParseArchive, _archives, Checks.Bytes("070701", "070702", "TRAILER!!!", "00000000", "ffffffff", "0000A1FF", "..", "/", "\0\0\0\0")),
        new("MountInfo", ParseMounts, DiskDocuments.MountTables.Utf8(), Checks.Bytes(" ", "\n", "1 ", " - ", "\\040", "\\", "18446744073709551615")),
    ];

    private static bool ParseEntry(byte[] bytes)
    {
        try
        {
            var entry = BootEntry.Parse("f", bytes);
            Checks.Hold(entry.Linux is not null || entry.Efi is not null, "it starts nothing");
            Checks.Hold(Ctl.Inputs.Setting.Of(entry.CommandLine).All(setting => setting.Location.Length > 0), "an argument is from nowhere");
            return true;
        }
        catch (FailureException failure)
        {
            return !Checks.IsMessage(failure.Message);
        }
    }

    // What is found in the tree is a file of the archive.
    private static bool ParseArchive(byte[] bytes)
    {
        var tree = new ArchiveTree();
        try
        {
            var reader = new CpioReader(new MemoryStream(bytes), new ReadBudget());
            while (reader.Next() is { } record)
            {
                var target = record.Type == FileType.SymbolicLink ? Encoding.UTF8.GetString(reader.Content(PathMax)) : "";
                var file = tree.Add(record, target);
                Checks.Hold(file is null || file.Record <= record.Number, "a file has the content of a later record");
            }
            tree.Find("/etc/ostree/prepare-root.conf", out _);
            tree.EndsAtLink("/etc/ostree/prepare-root.conf");
            return true;
        }
        catch (InvalidDataException e)
        {
            return !Checks.IsMessage(e.Message);
        }
    }

    private static bool ParseMounts(byte[] bytes)
    {
        var table = MountInfo.Parse(Checks.Text(bytes));
        foreach (var mount in table)
            MountInfo.Topmost(table, mount.MountPoint);
        return true;
    }

    private static byte[] Archive(string[] names, byte[][] contents, string link)
    {
        using var stream = new MemoryStream();
        using (var archive = new CpioArchive(stream))
        {
            for (var i = 0; i < names.Length; i++)
                archive.AddFile(names[i], contents[i]);
            if (link.Length > 0)
                archive.AddLink("linked", link);
        }
        return stream.ToArray();
    }
}
