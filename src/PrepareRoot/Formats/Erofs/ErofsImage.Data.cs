using System;
using System.Buffers.Binary;
using PrepareRoot.Faults;
using PrepareRoot.Linux;

namespace PrepareRoot.Formats;

/// <summary>The data of inodes.</summary>
internal sealed partial class ErofsImage
{
    /// <summary>The most bytes of a symbolic link's target: PATH_MAX without the NUL.</summary>
    internal const int MaxPath = 4095;

    // The most bytes that are read at once.
    private const int MaxPart = 64 * 1024;

    // The format of chunks: the logarithm of their size in blocks, and whether the table has
    // struct erofs_inode_chunk_index instead of block numbers.
    private const uint ChunkBitsMask = 31;
    private const uint ChunkIndexes = 32;
    private const int ChunkAddressSize = 4;
    private const int ChunkIndexSize = 8;
    private const uint Hole = uint.MaxValue;

    /// <summary>
    /// How many bytes of the image are the inode's own: itself, its extended attributes, and its
    /// data. No two inodes share a byte, so all of them together have no more than the image.
    /// </summary>
    internal ulong OwnBytes(in ErofsInode inode) => inode.TailOffset - inode.Offset + (inode.IsFlat ? inode.Size : ChunkTableSize(inode));

    /// <summary>
    /// Reads a part of the data of an inode with a flat layout: from a position, within its size, to
    /// the end or to where a larger part begins.
    /// </summary>
    internal Result<ReadOnlyMemory<byte>> Data(in ErofsInode inode, ulong position)
    {
        var tail = TailPosition(inode);
        var end = position < tail ? Math.Min(tail, inode.Size) : inode.Size;
        return Bytes(DataOffset(inode, position), (int)Math.Min(end - position, MaxPart), "data");
    }

    /// <summary>Reads all data of an inode with a flat layout.</summary>
    /// <param name="inode">The inode.</param>
    /// <param name="bound">More bytes than this are a fault.</param>
    internal Result<ReadOnlyMemory<byte>> Content(in ErofsInode inode, int bound)
    {
        if (inode.Size > (ulong)bound)
            return Malformed(inode.Offset, "the data has " + inode.Size.Text() + " bytes, but must have at most " + bound.Text());
        if (inode.Size == 0)
            return ReadOnlyMemory<byte>.Empty;
        if (!Data(inode, 0).Try(out var content, out var fault))
            return fault;
        while ((ulong)content.Length < inode.Size)
        {
            if (!Data(inode, (ulong)content.Length).Try(out var part, out fault))
                return fault;
            content = (byte[])[.. content.Span, .. part.Span];
        }
        return content;
    }

    /// <summary>Reads the target of a symbolic link.</summary>
    internal Result<ReadOnlyMemory<byte>> Target(in ErofsInode inode)
    {
        if (!Content(inode, MaxPath).Try(out var target, out var fault))
            return fault;
        if (target.IsEmpty || target.Span.Contains((byte)0))
            return Malformed(inode.Offset, target.IsEmpty ? "the target of a symbolic link is empty" : "the target of a symbolic link has a NUL");
        return target;
    }

    private Fault? CheckData(in ErofsInode inode)
    {
        if (inode.Type is not (FileType.Regular or FileType.Directory or FileType.SymbolicLink))
            return null;
        if (!inode.IsFlat)
            return inode.Type == FileType.Regular ? CheckChunks(inode) : Malformed(inode.Offset, "only a regular file can have chunks");
        var tail = TailPosition(inode);
        var inBlocks = Math.Min(tail, inode.Size);
        if (inBlocks > 0 && !Contains(BlockOffset(inode.DataField), inBlocks))
            return Outside(BlockOffset(inode.DataField), inBlocks, "data");

        // The kernel refuses a tail that is not in one block with the end of the inode.
        var tailSize = inode.Layout == ErofsLayout.FlatInline ? inode.Size - tail : 0;
        if ((inode.TailOffset & (BlockSize - 1)) + tailSize > BlockSize)
            return Malformed(inode.TailOffset, "inline data of " + tailSize.Text() + " bytes crosses the end of a block");
        return Contains(inode.TailOffset, tailSize) ? null : Outside(inode.TailOffset, tailSize, "inline data");
    }

    // A lying size has a table that is too large for the image.
    private Fault? CheckChunks(in ErofsInode inode)
    {
        if ((inode.DataField & ~(ChunkBitsMask | ChunkIndexes)) != 0)
            return Malformed(inode.Offset, "chunks have the unknown format 0x" + Hex(inode.DataField));
        var (table, size) = (ChunkTable(inode), ChunkTableSize(inode));
        return Contains(table, size) ? null : Outside(table, size, "the table of chunks");
    }

    /// <summary>Whether all content of a file with chunks is a hole.</summary>
    internal Result<bool> IsHole(in ErofsInode inode)
    {
        var unit = ChunkUnit(inode);
        var count = ChunkTableSize(inode) / (ulong)unit;
        for (ulong i = 0; i < count; i++)
        {
            if (!Bytes(ChunkTable(inode) + (i * (ulong)unit), unit, "a chunk").Try(out var entry, out var fault))
                return fault;
            if (BinaryPrimitives.ReadUInt32LittleEndian(entry.Span[(unit - ChunkAddressSize)..]) != Hole)
                return false;
        }
        return true;
    }

    private static ulong ChunkTable(in ErofsInode inode) =>
        (inode.TailOffset + (ulong)ChunkUnit(inode) - 1) / (ulong)ChunkUnit(inode) * (ulong)ChunkUnit(inode);

    private ulong ChunkTableSize(in ErofsInode inode)
    {
        if (inode.Type != FileType.Regular)
            return 0;
        var bits = _blockBits + (int)(inode.DataField & ChunkBitsMask);
        return ((inode.Size >> bits) + ((inode.Size & ((1UL << bits) - 1)) != 0 ? 1UL : 0)) * (ulong)ChunkUnit(inode);
    }

    private static int ChunkUnit(in ErofsInode inode) => (inode.DataField & ChunkIndexes) != 0 ? ChunkIndexSize : ChunkAddressSize;

    private ulong BlockOffset(uint block) => (ulong)block << _blockBits;

    private ulong DataOffset(in ErofsInode inode, ulong position) => TailPosition(inode) is var tail && position < tail
        ? BlockOffset(inode.DataField) + position
        : inode.TailOffset + (position - tail);

    // Where in the data the tail begins, which is after the inode. The last block is the tail, even
    // if it is complete.
    private ulong TailPosition(in ErofsInode inode) =>
        inode.Layout != ErofsLayout.FlatInline ? ulong.MaxValue : inode.Size == 0 ? 0 : (inode.Size - 1) & ~(BlockSize - 1);
}
