using System;
using System.Buffers.Binary;
using PrepareRoot.Faults;
using PrepareRoot.Linux;

namespace PrepareRoot.Formats;

/// <summary>Directories.</summary>
internal sealed partial class ErofsImage
{
    /// <summary>The most bytes of a name: NAME_MAX.</summary>
    internal const int MaxName = 255;

    private const int DirentSize = 12;
    private const int NameOffset = 8;
    private const int TypeOffset = 10;

    /// <summary>How many blocks a directory has.</summary>
    internal ulong DirectoryBlocks(in ErofsInode directory) => (directory.Size + BlockSize - 1) >> _blockBits;

    /// <summary>Reads a name in a block of a directory.</summary>
    /// <param name="directory">The directory.</param>
    /// <param name="block">The number of the block.</param>
    /// <param name="index">The number of the name in it.</param>
    /// <param name="count">How many names the block has.</param>
    internal Result<ErofsDirent> Dirent(in ErofsInode directory, ulong block, int index, out int count)
    {
        count = 0;
        var position = block << _blockBits;
        var size = (int)Math.Min(BlockSize, directory.Size - position);
        var offset = DataOffset(directory, position);
        if (!Bytes(offset, size, "a directory").Try(out var content, out var fault))
            return fault;
        var bytes = content.Span;
        if (size < DirentSize)
            return Malformed(offset, "a directory has a block of " + size.Text() + " bytes");

        // The first name is after the last entry.
        int names = BinaryPrimitives.ReadUInt16LittleEndian(bytes[NameOffset..]);
        if (names < DirentSize || names % DirentSize != 0 || names > size)
            return Malformed(offset + NameOffset, "the names of a directory's block can't begin at " + names.Text() + " of " + size.Text() + " bytes");
        count = names / DirentSize;
        var at = index * DirentSize;
        int start = BinaryPrimitives.ReadUInt16LittleEndian(bytes[(at + NameOffset)..]);
        var end = index + 1 < count ? BinaryPrimitives.ReadUInt16LittleEndian(bytes[(at + DirentSize + NameOffset)..]) : size;
        if (start < names || start >= end || end > size)
            return Malformed(offset + (ulong)at + NameOffset, "a name in a directory can't be from " + start.Text() + " to " + end.Text() + " of " + size.Text() + " bytes");

        // Zeros may fill the block after the last name.
        if (end == size && bytes[start..end].IndexOf((byte)0) is var zero and >= 0)
            end = start + zero;
        var name = content[start..end];
        if (name.IsEmpty || name.Length > MaxName || name.Span.ContainsAny((byte)0, (byte)'/'))
            return Malformed(offset + (ulong)start, "a directory has the impossible name " + OffendingText.Quote(name.Span));
        return new ErofsDirent(BinaryPrimitives.ReadUInt64LittleEndian(bytes[at..]), bytes[at + TypeOffset], name, offset + (ulong)at);
    }
}
