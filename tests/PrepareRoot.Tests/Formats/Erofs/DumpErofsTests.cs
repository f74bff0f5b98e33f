using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using PrepareRoot.Formats;
using PrepareRoot.Linux;
using PrepareRoot.Support;
using Xunit;

namespace PrepareRoot.Tests.Formats.Erofs;

/// <summary>The reader of images beside <c>dump.erofs</c>.</summary>
public partial class DumpErofsTests
{
    // dump.erofs prints no set-user-ID, set-group-ID or sticky bit.
    private const int Permissions = 0b111_111_111;

    // The values of EROFS_FT_… are the indexes.
    private static readonly FileType[] _direntTypes =
    [
        FileType.Unknown, FileType.Regular, FileType.Directory, FileType.CharacterDevice, FileType.BlockDevice, FileType.Fifo, FileType.Socket, FileType.SymbolicLink,
    ];

    [RequiresTheory(Needs.DumpErofs)]
    [InlineData("a", 362)]
    [InlineData("b", 363)]
    public void Inodes_and_directories_are_those_of_dump_erofs(string name, int files)
    {
        var image = Checkout.Fixture($"oracle/{name}.cfs");
        var entries = OracleImage.Walk(File.ReadAllBytes(image), out var cause);
        Assert.Null(cause);
        Assert.Equal(files, entries.Count);

        foreach (var (path, entry) in entries)
        {
            var inode = entry.Inode;
            var directory = inode.Type == FileType.Directory;
            var dumped = Command.Run("dump.erofs", [.. directory ? ["--ls"] : Array.Empty<string>(), "--nid=" + inode.Nid, image]);

            var ours = string.Create(
                CultureInfo.InvariantCulture,
                $"{inode.Size} {inode.Nid} {inode.LinkCount} {(int)inode.Layout} {inode.HeaderSize} {inode.XattrSize} {inode.Owner} {inode.Group} {Convert.ToString(inode.Mode & Permissions, 8).PadLeft(3, '0')}");
            Assert.Equal((path, ours), (path, string.Join(' ', Facts().Match(dumped).Groups.Values.Skip(1))));
            if (directory)
                Assert.Equal((path, string.Join('\n', Children(entries, entry))), (path, string.Join('\n', Names(dumped))));
        }
    }

    private static IEnumerable<string> Children(Dictionary<string, ImageEntry> entries, ImageEntry directory) =>
        entries.Where(pair => pair.Value.Parent?.Inode.Nid == directory.Inode.Nid)
            .Select(pair => $"{pair.Value.Inode.Nid} {Array.IndexOf(_direntTypes, pair.Value.Inode.Type)} {pair.Key[(pair.Key.LastIndexOf('/') + 1)..]}");

    private static IEnumerable<string> Names(string dumped) =>
        Dirent().Matches(dumped[dumped.IndexOf("FILENAME\n", StringComparison.Ordinal)..])
            .Select(match => $"{match.Groups[1]} {match.Groups[2]} {match.Groups[3]}")
            .Where(line => line.Split(' ', 3)[2] is not ("." or "..") && !ObjectDirectoryWhiteout().IsMatch(line));

    [GeneratedRegex(@"\nSize: (\d+) .*\nNID: (\d+) +Links: (\d+) +Layout: (\d+) .*\nInode size: (\d+) .*Xattr size: (\d+)\nUid: (\d+) +Gid: (\d+) +Access: 0([0-7]+)/")]
    private static partial Regex Facts();

    // mkcomposefs hides the directories of the objects, which are in a layer below. A walk passes
    // over whiteouts.
    [GeneratedRegex("^[0-9]+ 3 [0-9a-f]{2}$")]
    private static partial Regex ObjectDirectoryWhiteout();

    // A name may have a line feed in it.
    [GeneratedRegex(@"^ +(\d+) +(\d+)  ((?:.|\n(?! +\d+ +\d+  |\z))*)", RegexOptions.Multiline)]
    private static partial Regex Dirent();
}
