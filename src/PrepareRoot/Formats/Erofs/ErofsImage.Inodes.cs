using System;
using System.Buffers.Binary;
using PrepareRoot.Faults;
using PrepareRoot.Linux;

namespace PrepareRoot.Formats;

/// <summary>Inodes.</summary>
internal sealed partial class ErofsImage
{
    private const int CompactSize = 32;
    private const int ExtendedSize = 64;
    private const int NidBits = 5;

    // i_format: the version, the layout (EROFS_I_DATALAYOUT_BIT), and bits that must be 0.
    private const int ExtendedFlag = 1;
    private const int LayoutShift = 1;
    private const int LayoutMask = 7;
    private const int KnownFormat = 15;

    /// <summary>
    /// Reads an inode, and checks that its extended attributes and its data are within the image.
    /// </summary>
    internal Result<ErofsInode> Inode(ulong nid)
    {
        // The offset of a nid that is out of range must not wrap around.
        if (nid > MaxSize >> NidBits)
            return Malformed(_inodes, "inode " + nid.Text() + " is out of range: the image has " + Size.Text() + " bytes");
        var offset = _inodes + (nid << NidBits);
        if (!Bytes(offset, CompactSize, "an inode").Try(out var header, out var fault))
            return fault;
        var format = BinaryPrimitives.ReadUInt16LittleEndian(header.Span);
        if ((format & ~KnownFormat) != 0 || ((format >> LayoutShift) & LayoutMask) is not (0 or 2 or 4))
            return Malformed(offset, "an inode has the unknown format 0x" + Hex(format));
        ErofsInode inode;
        if ((format & ExtendedFlag) == 0)
            inode = Compact(nid, offset, format, header.Span);
        else if (Bytes(offset, ExtendedSize, "an inode").Try(out header, out fault))
            inode = Extended(nid, offset, format, header.Span);
        else
            return fault;
        if (inode.Type is not (FileType.Regular or FileType.Directory or FileType.SymbolicLink or FileType.Fifo or FileType.Socket) && !inode.IsDevice)
            return Malformed(offset, "an inode has the unknown type of file 0x" + Hex(inode.Mode));
        if (!Contains(inode.TailOffset, 0))
            return Outside(offset, inode.TailOffset - offset, "an inode with its extended attributes");
        return CheckData(inode) is { } problem ? problem : inode;
    }

    private ErofsInode Compact(ulong nid, ulong offset, int format, ReadOnlySpan<byte> bytes) => new(
        nid,
        offset,
        CompactSize,
        XattrSize(bytes),
        LayoutOf(format),
        BinaryPrimitives.ReadUInt32LittleEndian(bytes[16..]),
        BinaryPrimitives.ReadUInt16LittleEndian(bytes[4..]),
        BinaryPrimitives.ReadUInt16LittleEndian(bytes[24..]),
        BinaryPrimitives.ReadUInt16LittleEndian(bytes[26..]),
        BinaryPrimitives.ReadUInt16LittleEndian(bytes[6..]),
        BinaryPrimitives.ReadUInt32LittleEndian(bytes[8..]),
        _buildSeconds,
        _buildNanoseconds);

    private static ErofsInode Extended(ulong nid, ulong offset, int format, ReadOnlySpan<byte> bytes) => new(
        nid,
        offset,
        ExtendedSize,
        XattrSize(bytes),
        LayoutOf(format),
        BinaryPrimitives.ReadUInt32LittleEndian(bytes[16..]),
        BinaryPrimitives.ReadUInt16LittleEndian(bytes[4..]),
        BinaryPrimitives.ReadUInt32LittleEndian(bytes[24..]),
        BinaryPrimitives.ReadUInt32LittleEndian(bytes[28..]),
        BinaryPrimitives.ReadUInt32LittleEndian(bytes[44..]),
        BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]),
        BinaryPrimitives.ReadInt64LittleEndian(bytes[32..]),
        BinaryPrimitives.ReadUInt32LittleEndian(bytes[40..]));

    private static ErofsLayout LayoutOf(int format) => (ErofsLayout)((format >> LayoutShift) & LayoutMask);

    // erofs_xattr_ibody_size: the header counts as one unit, whatever its own size.
    private static int XattrSize(ReadOnlySpan<byte> bytes) =>
        BinaryPrimitives.ReadUInt16LittleEndian(bytes[2..]) is var count and > 0 ? XattrHeaderSize + ((count - 1) * XattrUnit) : 0;
}
