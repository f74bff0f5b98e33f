using System;
using System.Buffers.Binary;
using System.Globalization;
using PrepareRoot.Faults;
using PrepareRoot.Linux;

namespace PrepareRoot.Formats;

/// <summary>
/// The beginning of a composefs image: composefs's own header (<c>doc/</c> of composefs: magic,
/// version, flags), then the EROFS superblock (<c>fs/erofs/erofs_fs.h</c> of Linux).
/// </summary>
/// <param name="HasAcl">
/// Whether the image may have POSIX ACLs; without them EROFS need not look for them.
/// </param>
internal sealed record ComposefsHeader(bool HasAcl)
{
    /// <summary>How much of a file <see cref="Parse"/> wants to see, in bytes.</summary>
    public const int Size = SuperblockOffset + SuperblockSize;

    private const uint ComposefsMagic = 0xd078629a;
    private const uint ComposefsHasAcl = 1;
    private const int ComposefsFlagsOffset = 8;

    private const uint ErofsMagic = 0xe0f5e1e2;
    private const int SuperblockOffset = 1024;
    private const int SuperblockSize = 128;
    private const int BlockSizeBitsOffset = SuperblockOffset + 12;
    private const int BlocksOffset = SuperblockOffset + 36;
    private const int MinBlockSizeBits = 9;
    private const int MaxBlockSizeBits = 16;

    /// <summary>Reads it.</summary>
    /// <param name="path">The image's name, for the message.</param>
    /// <param name="start">
    /// The first <see cref="Size"/> bytes of the file, or all of it if it is shorter.
    /// </param>
    /// <param name="fileSize">Of the whole file, in bytes.</param>
    public static Result<ComposefsHeader> Parse(string path, ReadOnlySpan<byte> start, ulong fileSize)
    {
        if (fileSize == 0)
            return Malformed(path, "is empty");
        if (start.Length < Size)
            return Malformed(path, "is too short for an EROFS image: it has " + fileSize.Text() + " bytes");
        var magic = BinaryPrimitives.ReadUInt32LittleEndian(start[SuperblockOffset..]);
        if (magic != ErofsMagic)
        {
            return Malformed(
                path,
                "is not an EROFS image: at offset 1024 there is 0x" + magic.ToString("x8", CultureInfo.InvariantCulture)
                + " where the magic number 0xe0f5e1e2 belongs");
        }

        var blockSizeBits = start[BlockSizeBitsOffset];
        if (blockSizeBits is < MinBlockSizeBits or > MaxBlockSizeBits)
            return Malformed(path, "has an EROFS superblock with the impossible block size 2^" + blockSizeBits.Text());
        var imageSize = (ulong)BinaryPrimitives.ReadUInt32LittleEndian(start[BlocksOffset..]) << blockSizeBits;
        if (imageSize > fileSize)
            return Malformed(path, "is truncated: its superblock speaks of " + imageSize.Text() + " bytes, it has " + fileSize.Text());

        // A plain EROFS image has no composefs header, and says nothing of ACLs.
        var isComposefs = BinaryPrimitives.ReadUInt32LittleEndian(start) == ComposefsMagic;
        var flags = BinaryPrimitives.ReadUInt32LittleEndian(start[ComposefsFlagsOffset..]);
        return new ComposefsHeader(HasAcl: !isComposefs || (flags & ComposefsHasAcl) != 0);
    }

    private static Fault Malformed(string path, string problem) => new(FaultCode.ImageMalformed, path + " " + problem);
}
