using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.IO;
using System.Text;
using PrepareRoot.Linux;

namespace PrepareRoot.Ctl.Planning;

/// <summary>
/// Looks up names in an EROFS image without mounting it
/// (<c>Documentation/filesystems/erofs.rst</c>, <c>fs/erofs/erofs_fs.h</c>). Nothing in the image
/// is trusted: every offset is checked by reading there, and a directory is read to its end once.
/// </summary>
internal sealed class ImageTree
{
    private const int SuperblockOffset = 1024;
    private const int SuperblockSize = 128;
    private const uint EROFS_SUPER_MAGIC_V1 = 0xe0f5e1e2;
    private const int SlotBits = 5;
    private const int ExtendedSize = 64;
    private const int CompactSize = 32;
    private const int EROFS_INODE_FLAT_PLAIN = 0;
    private const int EROFS_INODE_FLAT_INLINE = 2;
    private const int DirentSize = 12;
    private const int XattrHeaderSize = 12;
    private const int XattrEntrySize = 4;
    private const int MaxBlockBits = 16;
    private const int MaxLinks = 40; // MAXSYMLINKS of linux/namei.h
    private const int PathMax = 4096; // linux/limits.h

    private readonly FileDescriptor _file;
    private readonly int _blockBits;
    private readonly long _metadata;
    private readonly ulong _root;

    private ImageTree(FileDescriptor file)
    {
        _file = file;
        var superblock = Read(SuperblockOffset, SuperblockSize);
        if (BinaryPrimitives.ReadUInt32LittleEndian(superblock) != EROFS_SUPER_MAGIC_V1 || superblock[12] is < 9 or > MaxBlockBits)
            throw new InvalidDataException();
        _blockBits = superblock[12];
        _root = BinaryPrimitives.ReadUInt16LittleEndian(superblock.AsSpan(14));
        _metadata = (long)BinaryPrimitives.ReadUInt32LittleEndian(superblock.AsSpan(40)) << _blockBits;
    }

    private int BlockSize => 1 << _blockBits;

    /// <summary>
    /// Whether a path exists as <c>openat2</c> finds it with <c>RESOLVE_IN_ROOT</c> and
    /// <c>O_NOFOLLOW</c>. A whiteout does not exist.
    /// </summary>
    /// <param name="image">The open image.</param>
    /// <param name="path">The path, without a slash in front.</param>
    /// <returns>Null if the image is malformed on the way.</returns>
    internal static bool? Exists(FileDescriptor image, string path)
    {
        try
        {
            return new ImageTree(image).Find(path);
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    private bool Find(string path)
    {
        var inode = ReadInode(_root);
        var above = new Stack<Inode>();
        var ahead = new Stack<string>();
        Push(ahead, path);
        for (var links = 0; ahead.TryPop(out var name);)
        {
            if (inode.Type != FileType.Directory)
                return false;
            if (name == "..")
            {
                inode = above.TryPop(out var parent) ? parent : inode;
                continue;
            }
            if (Lookup(inode, Encoding.UTF8.GetBytes(name)) is not { } number)
                return false;
            var next = ReadInode(number);
            if (next.Type != FileType.SymbolicLink || ahead.Count == 0)
            {
                above.Push(inode);
                inode = next;
                continue;
            }
            if (++links > MaxLinks || next.Size > PathMax)
                throw new InvalidDataException();
            var target = Encoding.UTF8.GetString(ReadData(next, 0, (int)next.Size));
            if (target.StartsWith('/'))
            {
                above.Clear();
                inode = ReadInode(_root);
            }
            Push(ahead, target);
        }
        return !inode.IsWhiteout;
    }

    // The blocks of a directory each begin with their entries; the first says where the names
    // begin.
    private ulong? Lookup(Inode directory, ReadOnlySpan<byte> name)
    {
        for (var at = 0L; at < directory.Size; at += BlockSize)
        {
            var block = ReadData(directory, at, (int)Math.Min(BlockSize, directory.Size - at)).AsSpan();
            if (block.Length < DirentSize)
                throw new InvalidDataException();
            var names = NameOffset(block, 0);
            if (names < DirentSize || names > block.Length || names % DirentSize != 0)
                throw new InvalidDataException();
            for (var i = 0; i < names; i += DirentSize)
            {
                var start = NameOffset(block, i);
                var end = i + DirentSize < names ? NameOffset(block, i + DirentSize) : block.Length;
                if (start > end || end > block.Length)
                    throw new InvalidDataException();
                if (block[start..end].TrimEnd((byte)0).SequenceEqual(name))
                    return BinaryPrimitives.ReadUInt64LittleEndian(block[i..]);
            }
        }
        return null;
    }

    private static int NameOffset(ReadOnlySpan<byte> block, int dirent) => BinaryPrimitives.ReadUInt16LittleEndian(block[(dirent + 8)..]);

    private Inode ReadInode(ulong number)
    {
        if (number > long.MaxValue >> (SlotBits + 1))
            throw new InvalidDataException();
        var at = _metadata + ((long)number << SlotBits);
        var compact = Read(at, CompactSize);
        var format = BinaryPrimitives.ReadUInt16LittleEndian(compact);
        var isExtended = (format & 1) != 0;
        var xattrs = BinaryPrimitives.ReadUInt16LittleEndian(compact.AsSpan(2));
        var size = isExtended ? BinaryPrimitives.ReadUInt64LittleEndian(compact.AsSpan(8)) : BinaryPrimitives.ReadUInt32LittleEndian(compact.AsSpan(8));
        if (size > long.MaxValue)
            throw new InvalidDataException();
        return new Inode(
            (FileType)(BinaryPrimitives.ReadUInt16LittleEndian(compact.AsSpan(4)) & 0xf000),
            (format >> 1) & 7,
            (long)size,
            BinaryPrimitives.ReadUInt32LittleEndian(compact.AsSpan(16)),
            at + (isExtended ? ExtendedSize : CompactSize) + (xattrs == 0 ? 0 : XattrHeaderSize + ((xattrs - 1) * XattrEntrySize)));
    }

    // Whole blocks, or the tail that is behind the inode.
    private byte[] ReadData(Inode inode, long offset, int count)
    {
        if (inode.Layout is not (EROFS_INODE_FLAT_PLAIN or EROFS_INODE_FLAT_INLINE))
            throw new InvalidDataException();
        var isTail = inode.Layout == EROFS_INODE_FLAT_INLINE && offset >> _blockBits == inode.Size >> _blockBits;
        return Read(isTail ? inode.End + (offset & (BlockSize - 1)) : ((long)inode.Data << _blockBits) + offset, count);
    }

    private byte[] Read(long position, int count)
    {
        var bytes = new byte[count];
        return position >= 0 && Files.ReadAt(_file, bytes, position, out var read) == Errno.None && read == count ? bytes : throw new InvalidDataException();
    }

    private static void Push(Stack<string> ahead, string path)
    {
        var names = path.Split('/');
        for (var i = names.Length - 1; i >= 0; i--)
        {
            if (names[i] is not ("" or "."))
                ahead.Push(names[i]);
        }
    }

    // Data: the first block, or the number of a device. End: where the inode and its xattrs end.
    private sealed record Inode(FileType Type, int Layout, long Size, uint Data, long End)
    {
        internal bool IsWhiteout => Type == FileType.CharacterDevice && Data == 0;
    }
}
