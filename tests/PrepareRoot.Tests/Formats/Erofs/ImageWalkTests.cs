using System;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;
using PrepareRoot.Formats;
using PrepareRoot.Linux;
using PrepareRoot.Support;
using Xunit;

namespace PrepareRoot.Tests.Formats.Erofs;

public class ImageWalkTests
{
    private readonly OracleImage _image = new();

    [Fact]
    public void Walk_has_every_file_in_the_order_of_the_dump()
    {
        var dumped = File.ReadLines(Checkout.Fixture("oracle/a.dump")).Select(line => line.Split(' ')[0]);

        var walked = OracleImage.Walk(_image.Bytes, out var cause).Keys.Select(Escaped);

        Assert.Null(cause);
        Assert.Equal(362, walked.Count());
        Assert.Equal(dumped, walked);
    }

    [Fact]
    public void Regular_file_has_an_object_and_its_digest()
    {
        var suid = _image.Entries["/usr/bin/suid"];

        Assert.Equal(FileType.Regular, suid.Inode.Type);
        Assert.Equal(Convert.ToUInt16("104755", 8), suid.Inode.Mode);
        Assert.Equal((0u, 0u, 6000ul, 1u, 0L, 0u), (suid.Inode.Owner, suid.Inode.Group, suid.Inode.Size, suid.Inode.LinkCount, suid.Inode.ModifiedSeconds, suid.Inode.ModifiedNanoseconds));
        Assert.Equal(ErofsLayout.ChunkBased, suid.Inode.Layout);
        Assert.Equal("75/5e5839e92c47195342fa962316a91d0b400ea35bcc6647352f91ce2e1d56a8.file", Encoding.ASCII.GetString(suid.Overlay!.Object!.Value.Span));
        Assert.Equal("sha256:4c2572e7eff53557609cffc3475a577da1f38d47f9d0d5ac34888aca5fd05afe", suid.Overlay.Digest.ToString());
        Assert.Empty(suid.Overlay.Visible);
    }

    [Fact]
    public void Attributes_of_the_file_are_told_from_those_of_overlayfs()
    {
        _ = ErofsImage.Open("image", new ArrayBytes(_image.Bytes)).Try(out var image, out _);
        var entry = _image.Entries["/usr/bin/filecap"];

        var visible = Assert.Single(entry.Overlay!.Visible);

        Assert.Equal("security.capability", Encoding.ASCII.GetString(visible.Name));
        Assert.True(image!.Value(visible).Try(out var value, out _));
        Assert.Equal("0100000200200000000000000000000000000000", Convert.ToHexStringLower(value.Span));
        Assert.True(image.Xattrs(entry.Inode).Try(out var all, out _));
        Assert.Equal(
            ["security.capability", "trusted.overlay.metacopy", "trusted.overlay.redirect"],
            all.Select(xattr => Encoding.ASCII.GetString(xattr.Name)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Symbolic_link_has_a_target()
    {
        _ = ErofsImage.Open("image", new ArrayBytes(_image.Bytes)).Try(out var image, out _);

        Assert.True(image!.Target(_image["/usr/bin/awk"]).Try(out var target, out _));

        Assert.Equal("busybox", Encoding.ASCII.GetString(target.Span));
    }

    [Fact]
    public void Header_says_which_format_it_is()
    {
        _ = ErofsImage.Open("image", new ArrayBytes(_image.Bytes)).Try(out var image, out _);
        Assert.Equal((36ul, 618ul, 0u, false), (image!.RootNid, image.InodeCount, image.ComposefsVersion, image.Header.HasAcl));
    }

    private static string Escaped(string path) => string.Concat(Encoding.UTF8.GetBytes(path).Select(value => (char)value switch
    {
        '\\' => "\\\\",
        '\n' => "\\n",
        '\t' => "\\t",
        > ' ' and <= '~' and var character => character.ToString(),
        _ => "\\x" + value.ToString("x2", CultureInfo.InvariantCulture),
    }));
}
