using System;
using System.Buffers.Binary;
using System.Globalization;
using PrepareRoot.Faults;
using PrepareRoot.Linux;

namespace PrepareRoot.Formats;

/// <summary>
/// The start of a composefs image: composefs's own header (magic, version, flags; see <c>doc/</c>
/// of composefs), then the EROFS superblock (<c>fs/erofs/erofs_fs.h</c> of Linux).
/// </summary>
/// <param name="IsComposefs">
/// Whether composefs's own header is there. Without it, the image is one of EROFS alone.
/// </param>
/// <param name="HasAcl">
/// Whether the image may have POSIX ACLs. If not, it can be mounted with <c>noacl</c>.
/// </param>
internal sealed record ComposefsHeader(bool IsComposefs, bool HasAcl)
{
    /// <summary>How many bytes of the file <see cref="Parse"/> needs.</summary>
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

    /// <summary>Parses the start of an image.</summary>
    /// <param name="path">The path of the image, for messages.</param>
    /// <param name="start">
    /// The first <see cref="Size"/> bytes of the file, or the whole file if it is shorter.
    /// </param>
    /// <param name="fileSize">The size of the whole file, in bytes.</param>
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
                + " instead of the magic number 0xe0f5e1e2");
        }

        var blockSizeBits = start[BlockSizeBitsOffset];
        if (blockSizeBits is < MinBlockSizeBits or > MaxBlockSizeBits)
            return Malformed(path, "has an EROFS superblock with the unsupported block size 2^" + blockSizeBits.Text());
        var imageSize = (ulong)BinaryPrimitives.ReadUInt32LittleEndian(start[BlocksOffset..]) << blockSizeBits;
        if (imageSize > fileSize)
            return Malformed(path, "is truncated: its superblock gives a size of " + imageSize.Text() + " bytes, but the file has " + fileSize.Text());

        // A plain EROFS image has no composefs header, so it may have ACLs.
        var isComposefs = BinaryPrimitives.ReadUInt32LittleEndian(start) == ComposefsMagic;
        var flags = BinaryPrimitives.ReadUInt32LittleEndian(start[ComposefsFlagsOffset..]);
        return new ComposefsHeader(isComposefs, HasAcl: !isComposefs || (flags & ComposefsHasAcl) != 0);
    }

    private static Fault Malformed(string path, string problem) => new(FaultCode.ImageMalformed, path + " " + problem);
}
