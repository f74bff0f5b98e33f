using System;
using System.Buffers.Binary;
using PrepareRoot.Faults;
using PrepareRoot.Linux;

namespace PrepareRoot.Formats;

/// <summary>
/// An EROFS image as composefs writes it. The source of the format is <c>fs/erofs/erofs_fs.h</c> of
/// Linux. Any bytes give values or faults. A fault says at which offset what was found. Several
/// threads must not use it at once.
/// </summary>
internal sealed partial class ErofsImage
{
    /// <summary>The most bytes of an image. One of a million files has 300 MB.</summary>
    internal const ulong MaxSize = 1UL << 32;

    private const int ComposefsVersionOffset = 12;
    private const int SuperblockOffset = 1024;

    // EROFS_FEATURE_INCOMPAT_CHUNKED_FILE. mkcomposefs writes chunks without setting it.
    private const uint ChunkedFile = 4;

    private readonly ImagePages _pages;
    private readonly int _blockBits;
    private readonly ulong _inodes;
    private readonly ulong _sharedXattrs;
    private readonly long _buildSeconds;
    private readonly uint _buildNanoseconds;

    private ErofsImage(string path, ImagePages pages, ComposefsHeader header, ReadOnlySpan<byte> start)
    {
        Path = path;
        _pages = pages;
        Header = header;
        ComposefsVersion = header.IsComposefs ? BinaryPrimitives.ReadUInt32LittleEndian(start[ComposefsVersionOffset..]) : 0;

        // struct erofs_super_block
        var superblock = start[SuperblockOffset..];
        _blockBits = superblock[12];
        RootNid = BinaryPrimitives.ReadUInt16LittleEndian(superblock[14..]);
        InodeCount = BinaryPrimitives.ReadUInt64LittleEndian(superblock[16..]);
        _buildSeconds = BinaryPrimitives.ReadInt64LittleEndian(superblock[24..]);
        _buildNanoseconds = BinaryPrimitives.ReadUInt32LittleEndian(superblock[32..]);
        _inodes = (ulong)BinaryPrimitives.ReadUInt32LittleEndian(superblock[40..]) << _blockBits;
        _sharedXattrs = (ulong)BinaryPrimitives.ReadUInt32LittleEndian(superblock[44..]) << _blockBits;
    }

    /// <summary>The path of the image, for messages.</summary>
    internal string Path { get; }

    /// <summary>What the boot program reads of the image.</summary>
    internal ComposefsHeader Header { get; }

    /// <summary>
    /// The version in composefs's own header: 0 and 1 for images of format V1, 2 for V2.
    /// </summary>
    internal uint ComposefsVersion { get; }

    /// <summary>The number of the root directory's inode.</summary>
    internal ulong RootNid { get; }

    /// <summary>How many inodes the superblock says there are. Nothing checks it.</summary>
    internal ulong InodeCount { get; }

    /// <summary>How many bytes the image has.</summary>
    internal ulong Size => _pages.Size;

    private ulong BlockSize => 1UL << _blockBits;

    /// <summary>Reads the superblock.</summary>
    /// <param name="path">The path of the image, for messages.</param>
    /// <param name="bytes">Its content, which this object does not own.</param>
    internal static Result<ErofsImage> Open(string path, IImageBytes bytes)
    {
        if (bytes.Size > MaxSize)
            return new Fault(FaultCode.ImageMalformed, path + ": has " + bytes.Size.Text() + " bytes, but an image has at most " + MaxSize.Text());
        var pages = new ImagePages(bytes);
        var errno = pages.Read(0, (int)Math.Min(bytes.Size, ComposefsHeader.Size), out var start);
        if (errno != Errno.None)
            return Unreadable(path, errno);
        if (!ComposefsHeader.Parse(path, start.Span, bytes.Size).Try(out var header, out var fault))
            return fault;
        var image = new ErofsImage(path, pages, header, start.Span);
        return image.CheckFeatures(start.Span[SuperblockOffset..]) is { } unsupported ? unsupported : image;
    }

    /// <summary>The fault that an entry of the image has.</summary>
    /// <param name="fault">A fault of this object.</param>
    /// <param name="entry">The path of the entry.</param>
    internal Fault Named(Fault fault, ReadOnlySpan<byte> entry) =>
        fault with { Cause = Path + ": " + OffendingText.Quote(entry) + fault.Cause[Path.Length..] };

    private Fault? CheckFeatures(ReadOnlySpan<byte> superblock)
    {
        var incompatible = BinaryPrimitives.ReadUInt32LittleEndian(superblock[80..]);
        if ((incompatible & ~ChunkedFile) != 0)
            return Malformed(SuperblockOffset + 80, "the image needs features that composefs images do not have: 0x" + Hex(incompatible));
        return superblock[90] != 0 ? Malformed(SuperblockOffset + 90, "dirblkbits must be 0, but is " + superblock[90].Text()) : null;
    }

    // The bytes of a range, or the fault that it is not within the image.
    private Result<ReadOnlyMemory<byte>> Bytes(ulong offset, int count, string what)
    {
        if (!Contains(offset, (ulong)count))
            return Outside(offset, (ulong)count, what);
        var errno = _pages.Read(offset, count, out var content);
        return errno == Errno.None ? content : Unreadable(Path, errno);
    }

    private bool Contains(ulong offset, ulong count) => offset <= Size && count <= Size - offset;

    private Fault Outside(ulong offset, ulong count, string what) =>
        Malformed(offset, what + " needs " + count.Text() + " bytes, but the image has " + Size.Text());

    private Fault Malformed(ulong offset, string problem) =>
        new(FaultCode.ImageMalformed, Path + ": at offset " + offset.Text() + ": " + problem);

    private static Fault Unreadable(string path, Errno errno) => errno == Errno.ENODATA
        ? new Fault(FaultCode.ImageMalformed, path + ": became shorter while it was read")
        : errno.ToFault(errno.MeansDamage() ? FaultCode.ImageDamaged : FaultCode.DiskUnreadable, path);

    private static string Hex(uint number) => number.ToString("x", System.Globalization.CultureInfo.InvariantCulture);
}
