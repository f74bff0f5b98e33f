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

    private const string Deep = "/usr/share/deep", Level = Deep + "/level00", Suid = "/usr/bin/suid", Awk = "/usr/bin/awk";

    // Numbers that are not in the table are those of the sound image: "OF:PATH" is the offset of an
    // inode, "NID:PATH" its number, "XATTR:PATH" the offset of its extended attributes, "TAIL:PATH"
    // that of what is after them, "AT:PATH" the offset of the entry in its directory.
    private static readonly Dictionary<string, (Action<OracleImage> Damage, string Cause)> _images = new()
    {
        ["a directory is in itself"] = (
            image => image.Write64(image.At(Level), image["/usr"].Nid),
            $"'{Level}': at offset OF:/usr : directory NID:/usr has a second name: there is a loop, or it is linked"),
        ["a directory has two names"] = (
            image => image.Write64(image.At(Deep), image["/usr/share/empty"].Nid),
            "'/usr/share/empty': at offset OF:/usr/share/empty : directory NID:/usr/share/empty has a second name: there is a loop, or it is linked"),
        ["an inode's number is out of range"] = (
            image => image.Write64(image.At(Level), 1UL << 60),
            $"'{Level}': at offset 0: inode 1152921504606846976 is out of range: the image has 86016 bytes"),
        ["an inode is after the image"] = (
            image => image.Write64(image.At(Level), 86016 / 32),
            $"'{Level}': at offset 86016: an inode needs 32 bytes, but the image has 86016"),
        ["an inode has an unknown format"] = (
            image => image.Write16(image[Level].Offset, 2), // EROFS_INODE_COMPRESSED_FULL
            $"'{Level}': at offset OF:{Level} : an inode has the unknown format 0x2"),
        ["an inode has an unknown type"] = (
            image => image.Write16(image[Level].Offset + Mode, 0x31ed),
            $"'{Level}': at offset OF:{Level} : an inode has the unknown type of file 0x31ed"),
        ["the type differs from that in the directory"] = (
            image => image.Bytes[image.At(Suid) + Type] = 5,
            $"'{Suid}': at offset AT:{Suid} : the directory gives the type 5, but inode NID:{Suid} has the mode 0x89ed"),
        ["extended attributes are longer than the image"] = (
            image => image.Write16(image[Suid].Offset + XattrCount, 65535),
            $"'{Suid}': at offset OF:{Suid} : an inode with its extended attributes needs 262180 bytes, but the image has 86016"),
        ["there are more shared attributes than fit"] = (
            image => image.Bytes[image.Xattrs(Suid) + 4] = 255,
            $"'{Suid}': at offset XATTR:{Suid} : 255 shared extended attributes do not fit into SIZE:{Suid} bytes"),
        ["a value reaches beyond the attributes"] = (
            image => image.Write16(image.Xattrs(Suid) + 12 + 2, 65535),
            $"'{Suid}': at offset XATTR+12:{Suid} : an extended attribute has 65555 bytes, but its inode has room for ROOM:{Suid}"),
        ["a name has an unknown prefix"] = (
            image => image.Bytes[image.Xattrs(Suid) + 12 + 1] = 7,
            $"'{Suid}': at offset XATTR+13:{Suid} : an extended attribute has the unknown prefix 7"),
        ["a symbolic link is longer than a path"] = (
            image => image.Write32(image[Awk].Offset + CompactSize, 4096),
            $"'{Awk}': at offset TAIL:{Awk} : inline data of 4096 bytes crosses the end of a block"),
        ["a directory is longer than the image"] = (
            image => image.Write32(image["/usr/share/many"].Offset + CompactSize, uint.MaxValue - 4095),
            "'/usr/share/many': at offset BLOCKS:/usr/share/many : data needs 4294963200 bytes, but the image has 86016"),
        ["a file has more chunks than fit"] = (
            image => { image.Write32(image[Suid].Offset + DataField, 0); image.Write32(image[Suid].Offset + CompactSize, uint.MaxValue); },
            $"'{Suid}': at offset TAIL:{Suid} : the table of chunks needs 4194304 bytes, but the image has 86016"),
        ["chunks have an unknown format"] = (
            image => image.Write32(image[Suid].Offset + DataField, 64),
            $"'{Suid}': at offset OF:{Suid} : chunks have the unknown format 0x40"),
        ["inodes overlap"] = (
            image => { image.Write16(image[Suid].Offset, 0); image.Write32(image[Suid].Offset + DataField, 0); image.Write32(image[Suid].Offset + CompactSize, 86016); },
            $"'{Suid}': at offset OF:{Suid} : inodes and their data overlap: together they have more than the 86016 bytes of the image"),
        ["names begin in the middle of an entry"] = (
            image => image.Write16(image.At(Deep, ".") + NameOffset, 37),
            $"'{Deep}': at offset AT+8:{Deep}/. : the names of a directory's block can't begin at 37 of 46 bytes"),
        ["a name begins after the next"] = (
            image => image.Write16(image.At(Deep, "..") + NameOffset, 35),
            $"'{Deep}': at offset AT+8:{Deep}/. : a name in a directory can't be from 36 to 35 of 46 bytes"),
        ["a name has a slash"] = (
            image => image.Bytes[image.At(Deep, ".") + 36 + 3] = (byte)'/',
            $"'{Deep}': at offset AT+39:{Deep}/. : a directory has the impossible name '/evel00'"),
        ["names are not sorted"] = (
            image => image.Bytes[image.At(Deep, ".") + 36 + 3] = (byte)'!',
            $"'{Deep}': at offset AT:{Level} : the names of a directory must be sorted, but '!evel00' comes after '..'"),
        [". is another directory"] = (
            image => image.Write64(image.At(Deep, "."), image["/usr"].Nid),
            $"'{Deep}': at offset AT:{Deep}/. : '.' must be inode NID:{Deep} , but is NID:/usr"),
        [".. is another directory"] = (
            image => image.Write64(image.At(Deep, ".."), image["/usr"].Nid),
            $"'{Deep}': at offset AT:{Deep}/.. : '..' must be inode NID:/usr/share , but is NID:/usr"),
        ["the root is a file"] = (
            image => image.Write16(Superblock + 14, (int)image[Suid].Nid),
            $"'/': at offset OF:{Suid} : inode NID:{Suid} must be a directory, but has the mode 0x89ed"),
        ["the image is compressed"] = (
            image => image.Bytes[Superblock + 80] = 1,
            "at offset 1104: the image needs features that composefs images do not have: 0x1"),
        ["the digest has another algorithm"] = (
            image => image.Bytes[image.Value(Suid, "metacopy") + 3] = 2,
            $"'{Suid}': at offset VALUE:metacopy:{Suid} : trusted.overlay.metacopy must have a digest, but is of 36 bytes that begin with 00240002"),
        ["the path of an object has a NUL"] = (
            image => image.Bytes[image.Value(Suid, "redirect") + 4] = 0,
            $"'{Suid}': at offset VALUE:redirect:{Suid} : trusted.overlay.redirect must be a path, but is '75/\\u0000e5839e92c47195342fa962316a91d0b400ea35bcc6647352f91ce2e1d56a8.file'"),
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

    private static string Expected(string cause, OracleImage sound) =>
        string.Join(' ', cause.Split(' ').Select(word => sound.Number(word) ?? word)).Replace(" :", ":", StringComparison.Ordinal).Replace(" ,", ",", StringComparison.Ordinal);
}
