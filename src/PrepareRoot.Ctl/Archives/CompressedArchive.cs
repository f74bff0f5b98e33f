using System;
using System.IO;
using PrepareRoot.Formats;
using SharpCompress.Compressors.Xz;

namespace PrepareRoot.Ctl.Archives;

/// <summary>
/// The compressions of a part of an initramfs, told apart by their first bytes as the kernel does
/// (<c>lib/decompress.c</c>).
/// </summary>
internal static class CompressedArchive
{
    private const int MagicSize = 4;

    /// <summary>
    /// The decompressed content of what begins here. When it is read to its end, the input is at
    /// the end of the compressed data.
    /// </summary>
    internal static Stream Open(FilePart input)
    {
        Span<byte> magic = stackalloc byte[MagicSize];
        var count = input.Peek(magic);
        return magic[..count] switch
        {
            [0x1f, 0x8b, ..] => new GzipMember(input),
            [0x28, 0xb5, 0x2f, 0xfd] => ZstdFrame.Open(input),
            [0xfd, 0x37, 0x7a, 0x58] => new XZStream(input),
            [0x02, 0x21, 0x4c, 0x18] => new Lz4Legacy(input),
            [0x42, 0x5a, ..] => throw NotRead("bzip2"),
            [0x5d, 0x00, ..] => throw NotRead("LZMA"),
            [0x89, 0x4c, ..] => throw NotRead("LZO"),
            _ => throw new InvalidDataException("there is neither a cpio archive nor a compressed one, but " + OffendingText.Quote(magic[..count])),
        };
    }

    private static InvalidDataException NotRead(string name) =>
        new("it is compressed with " + name + "; only gzip, zstd, xz and LZ4 are read");
}
