using System;
using System.Collections.Generic;
using System.Linq;
using PrepareRoot.Linux;
using Xunit;

namespace PrepareRoot.Tests.Formats.Erofs;

/// <summary>Images of libostree with one lie in each.</summary>
public class HostileImageTests
{
    // Offsets in struct erofs_super_block, in inodes and in struct erofs_dirent.
    private const ulong Superblock = 1024;
    private const ulong XattrCount = 2, Mode = 4, CompactSize = 8, DataField = 16;
    private const ulong NameOffset = 8, Type = 10;

    private static readonly Dictionary<string, (Action<OracleImage> Damage, string Cause)> _images = new()
    {
        ["a directory is in itself"] = (
            image => image.Write64((ulong)image.Dirent("/usr/share/deep", "level00"), image["/usr"].Nid),
            "'/usr/share/deep/level00': at offset OF:/usr: directory NID:/usr has a second name: there is a loop, or it is linked"),
    };

    public static TheoryData<string> Titles => [.. _images.Keys];

    [Theory]
    [MemberData(nameof(Titles))]
    public void Lie_is_named_with_its_path_and_offset(string title)
    {
        var (damage, cause) = _images[title];
        var (sound, image) = (new OracleImage(), new OracleImage());
        damage(image);

        OracleImage.Walk(image.Bytes, out var found);

        Assert.Equal("image-malformed: image: " + Expected(cause, sound), found);
    }

    [Fact]
    public void File_that_becomes_shorter_or_cannot_be_read_is_named()
    {
        var bytes = new OracleImage().Bytes;

        OracleImage.Walk(new ArrayBytes(bytes) { Left = 40_000 }, out var shorter);
        OracleImage.Walk(new ArrayBytes(bytes) { Damage = (40_000, Errno.EIO) }, out var damaged);

        Assert.EndsWith("became shorter while it was read", shorter, StringComparison.Ordinal);
        Assert.StartsWith("image-damaged: image: ", damaged, StringComparison.Ordinal);
        Assert.EndsWith(": Input/output error", damaged, StringComparison.Ordinal);
    }

    // "OF:PATH" is the offset of an inode, "NID:PATH" its number.
    private static string Expected(string cause, OracleImage sound) => string.Join(' ', cause.Split(' ').Select(word =>
        word.StartsWith("OF:", StringComparison.Ordinal) ? sound[word[3..].TrimEnd(':')].Offset + (word.EndsWith(':') ? ":" : "")
        : word.StartsWith("NID:", StringComparison.Ordinal) ? sound[word[4..].TrimEnd(':')].Nid + (word.EndsWith(':') ? ":" : "")
        : word));
}
