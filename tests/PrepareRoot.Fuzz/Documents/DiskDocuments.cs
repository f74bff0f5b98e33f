using System;
using FsCheck;
using FsCheck.Fluent;

namespace PrepareRoot.Fuzz.Documents;

/// <summary>Starts of images, links of deployments, mount tables, and keys.</summary>
internal static class DiskDocuments
{
    // RFC 8410: PKCS#8 and SubjectPublicKeyInfo of Ed25519, before the 32 bytes.
    private static readonly byte[] _pkcs8 = Convert.FromHexString("302e020100300506032b657004220420");
    private static readonly byte[] _spki = Convert.FromHexString("302a300506032b6570032100");

    /// <summary>The start of composefs and EROFS images.</summary>
    internal static readonly Gen<byte[]> Images =
        from magic in Gen.Elements(0xd078629au, 0u)
        from flags in Gen.Elements(0u, 1u, 3u)
        from bits in Gen.Choose(9, 16)
        from blocks in Make.Number()
        from superblock in Make.Bytes(128)
        select Image(magic, flags, (byte)bits, (uint)blocks, superblock);

    /// <summary>The path of a link, a NUL and its target.</summary>
    internal static readonly Gen<string> Links = Make.Join(
        Make.Any("ostree/boot.1/os/", "ostree/boot.0.1/é/"), Make.Hex(64), Make.Any("/0\0", "/1\0"),
        Make.Any("../../../deploy/", "../..//../deploy/./", "../../../../ostree/deploy/"), Make.Any("os", "é", "a b"), Make.Any("/deploy/"), Make.Hex(64), Make.Any(".0", ".1", ""));

    /// <summary>Mount tables, as <c>/proc/self/mountinfo</c> has them.</summary>
    internal static readonly Gen<string> MountTables =
        Make.Array(Make.Join(Number(1, 12), Make.Any(" "), Number(1, 12), Make.Any(" 0:"), Number(1, 99), Make.Any(" / "), Make.Any("/", "/sysroot", "/a\\040b"), Make.Any(" rw - tmpfs tmpfs rw\n", " ro,nosuid shared:1 - ext4 /dev/sda ro\n")), 1, 12)
            .Select(string.Concat);

    /// <summary>Key files with public keys.</summary>
    internal static readonly Gen<string> PublicKeys =
        Make.Array(Make.Join(Base64(32), Make.Any("\n", "\r\n", "\n\n", " \n \t\n")), 1, 5).Select(string.Concat);

    /// <summary>PEM files.</summary>
    internal static readonly Gen<string> Pem =
        Make.Array(Make.OneOf(Block("PRIVATE KEY", _pkcs8), Block("PUBLIC KEY", _spki)), 1, 3).Select(blocks => string.Join("\n", blocks) + "\n");

    /// <summary>Base64 of random bytes.</summary>
    internal static Gen<string> Base64(int count) => Make.Bytes(count).Select(Convert.ToBase64String);

    private static Gen<string> Block(string label, byte[] prefix) =>
        Make.Bytes(32).Select(key => $"-----BEGIN {label}-----\n{Convert.ToBase64String([.. prefix, .. key])}\n-----END {label}-----");

    private static Gen<string> Number(int least, int most) => Gen.Choose(least, most).Select(number => number.ToString());

    private static byte[] Image(uint magic, uint flags, byte blockSizeBits, uint blocks, byte[] superblock)
    {
        var image = new byte[1280];
        BitConverter.TryWriteBytes(image, magic);
        BitConverter.TryWriteBytes(image.AsSpan(8), flags);
        superblock.CopyTo(image, 1024);
        BitConverter.TryWriteBytes(image.AsSpan(1024), 0xe0f5e1e2);
        image[1024 + 12] = blockSizeBits;
        BitConverter.TryWriteBytes(image.AsSpan(1024 + 36), blocks);
        return image;
    }
}
