using System;
using System.IO;
using System.Linq;
using PrepareRoot.Ctl.Inputs;
using Xunit;

namespace PrepareRoot.Tests.Ctl;

/// <summary>Where boot entries are on a disk.</summary>
public sealed class DiskEntryTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("", "b=loader.1/entries/b.conf a=loader.1/entries/a.conf free=EFI/Linux/free.efi")]
    [InlineData("/boot", "b=boot/loader.1/entries/b.conf a=boot/loader.1/entries/a.conf free=boot/EFI/Linux/free.efi")]
    [InlineData("/efi", "b=efi/loader.1/entries/b.conf a=efi/loader.1/entries/a.conf free=efi/EFI/Linux/free.efi")]
    [InlineData("/boot/efi", "b=boot/efi/loader.1/entries/b.conf a=boot/efi/loader.1/entries/a.conf free=boot/efi/EFI/Linux/free.efi")]
    public void Entries_are_found_in_the_root_and_on_a_partition_for_boot(string parent, string expected)
    {
        foreach (var (path, content) in ((string, string)[])[
            ("loader.1/entries/b.conf", "uki /EFI/Linux/named.efi\n"), ("loader.1/entries/a.conf", "linux /vmlinuz\n"), ("loader.1/entries/note", ""),
            ("EFI/Linux/named.efi", ""), ("EFI/Linux/free.efi", "")])
        {
            var file = _directory["disk" + parent + "/" + path];
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, content);
        }
        File.CreateSymbolicLink(_directory["disk" + parent + "/loader"], "loader.1");
        File.CreateSymbolicLink(_directory["disk" + parent + "/loader.1/entries/c.conf"], "/etc/hostname");

        var root = _directory["disk"];
        var entries = parent.Length == 0 ? DiskEntry.OnBootPartition(root) : DiskEntry.Below(root);

        Assert.Equal(expected, string.Join(' ', entries.Select(entry => entry.Name + "=" + entry.Path[(root.Length + 1)..])));
    }
}
