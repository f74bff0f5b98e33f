using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using PrepareRoot.Faults;
using PrepareRoot.Linux;

namespace PrepareRoot.Formats;

/// <summary>Extended attributes.</summary>
internal sealed partial class ErofsImage
{
    // struct erofs_xattr_ibody_header, the number of shared attributes in it, and their numbers
    // after it, which count units.
    private const int XattrHeaderSize = 12;
    private const int SharedCountOffset = 4;
    private const int XattrUnit = 4;

    // struct erofs_xattr_entry before the name: its length, the prefix, the size of the value.
    private const int XattrEntrySize = 4;

    // Shared attributes could make an inode of 1 KiB one of 16 MiB.
    private const int MaxXattrBytes = 1 << 20;

    /// <summary>Reads the extended attributes of an inode, without their values.</summary>
    internal Result<ErofsXattr[]> Xattrs(in ErofsInode inode)
    {
        if (inode.XattrSize == 0)
            return Array.Empty<ErofsXattr>();
        var start = inode.Offset + (ulong)inode.HeaderSize;
        if (!Bytes(start, inode.XattrSize, "extended attributes").Try(out var body, out var fault))
            return fault;
        int shared = body.Span[SharedCountOffset];
        var at = XattrHeaderSize + (shared * XattrUnit);
        if (at > inode.XattrSize)
            return Malformed(start, shared.Text() + " shared extended attributes do not fit into " + inode.XattrSize.Text() + " bytes");
        var xattrs = new List<ErofsXattr>();
        while (at < inode.XattrSize)
        {
            if (!Xattr(start + (ulong)at, inode.XattrSize - at).Try(out var xattr, out fault))
                return fault;
            xattrs.Add(xattr);
            at += (EntrySize(xattr) + XattrUnit - 1) / XattrUnit * XattrUnit;
        }
        var total = inode.XattrSize;
        for (var i = 0; i < shared; i++)
        {
            var number = BinaryPrimitives.ReadUInt32LittleEndian(body.Span[(XattrHeaderSize + (i * XattrUnit))..]);
            if (!Xattr(_sharedXattrs + ((ulong)number * XattrUnit), int.MaxValue).Try(out var xattr, out fault))
                return fault;
            xattrs.Add(xattr);
            total += EntrySize(xattr);
        }
        return total <= MaxXattrBytes
            ? xattrs.ToArray()
            : Malformed(start, "the extended attributes have " + total.Text() + " bytes, but must have at most " + MaxXattrBytes.Text());
    }

    /// <summary>Reads the value of an extended attribute.</summary>
    internal Result<ReadOnlyMemory<byte>> Value(in ErofsXattr xattr) => Bytes(xattr.ValueOffset, xattr.ValueSize, "an extended attribute");

    private Result<ErofsXattr> Xattr(ulong offset, int room)
    {
        const string what = "an extended attribute";
        if (room < XattrEntrySize)
            return Malformed(offset, what + " is longer than its inode has room for: " + room.Text() + " bytes");
        if (!Bytes(offset, XattrEntrySize, what).Try(out var header, out var fault))
            return fault;
        var (nameSize, index) = (header.Span[0], header.Span[1]);
        var valueSize = BinaryPrimitives.ReadUInt16LittleEndian(header.Span[2..]);
        if (index >= ErofsXattr.PrefixCount)
            return Malformed(offset + 1, what + " has the unknown prefix " + index.Text());
        if (XattrEntrySize + nameSize + valueSize is var size && size > room)
            return Malformed(offset, what + " has " + size.Text() + " bytes, but its inode has room for " + room.Text());
        if (!Contains(offset, (ulong)size))
            return Outside(offset, (ulong)size, what);
        return Bytes(offset + XattrEntrySize, nameSize, what).Try(out var name, out fault)
            ? new ErofsXattr(index, name, offset + XattrEntrySize + nameSize, valueSize)
            : fault;
    }

    private static int EntrySize(in ErofsXattr xattr) => XattrEntrySize + xattr.Suffix.Length + xattr.ValueSize;
}
