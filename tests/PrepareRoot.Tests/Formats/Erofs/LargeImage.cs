using System;
using System.Buffers.Binary;
using System.Globalization;
using System.IO;
using System.Text;
using PrepareRoot.Support;

namespace PrepareRoot.Tests.Formats.Erofs;

/// <summary>
/// Writes an image whose root has any number of files, each with an object of its own. It is
/// written front to back, so it may be larger than the memory.
/// </summary>
internal static class LargeImage
{
    private const int Block = 4096;
    private const int InodeSize = 32;
    private const int XattrSize = 64; // a header of 12 bytes, and two attributes
    private const int FileUnits = (InodeSize + XattrSize) / InodeSize;
    private const int NameSize = 8;
    private const int DirentSize = 12;
    private const int NamesInBlock = Block / (NameSize + DirentSize);
    private const byte TrustedPrefix = 4; // EROFS_XATTR_INDEX_TRUSTED

    /// <summary>Writes it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="count">How many files there are.</param>
    /// <param name="owner">The user ID of all.</param>
    internal static void Write(string path, int count, ushort owner = 0)
    {
        var firstBlock = (((1 + ((long)count * FileUnits)) * InodeSize) + Block - 1) / Block + 1;
        var directoryBlocks = (count + 2 + NamesInBlock - 1) / NamesInBlock;
        using var file = new BufferedStream(File.Create(path), 1 << 20);
        file.Write(Superblock(count, (uint)(firstBlock + directoryBlocks)));
        file.Write(Inode(0x41ed, 0, 0, (uint)directoryBlocks * Block, (uint)firstBlock));
        for (var i = 0; i < count; i++)
        {
            file.Write(Inode(0x81a4, 1 + ((XattrSize - 12) / 4), owner, 0, 0));
            file.Write(Xattrs(i));
        }
        Pad(file);
        for (var i = -2; i < count; i += NamesInBlock)
            file.Write(Names(i, Math.Min(NamesInBlock, count - i)));
    }

    // The start of a real image, for another tree.
    private static byte[] Superblock(int count, uint blocks)
    {
        var bytes = File.ReadAllBytes(Checkout.Fixture("oracle/a.cfs"))[..Block];
        bytes.AsSpan(1024 + 128).Clear();
        var superblock = bytes.AsSpan(1024);
        superblock[12] = 12;
        BinaryPrimitives.WriteUInt16LittleEndian(superblock[14..], 0);
        BinaryPrimitives.WriteUInt64LittleEndian(superblock[16..], (ulong)count + 1);
        BinaryPrimitives.WriteUInt32LittleEndian(superblock[36..], blocks);
        BinaryPrimitives.WriteUInt32LittleEndian(superblock[40..], 1);
        BinaryPrimitives.WriteUInt32LittleEndian(superblock[44..], 0);
        return bytes;
    }

    // struct erofs_inode_compact, with a flat layout.
    private static byte[] Inode(ushort mode, int xattrUnits, ushort owner, uint size, uint block)
    {
        var inode = new byte[InodeSize];
        BinaryPrimitives.WriteUInt16LittleEndian(inode.AsSpan(2), (ushort)xattrUnits);
        BinaryPrimitives.WriteUInt16LittleEndian(inode.AsSpan(4), mode);
        BinaryPrimitives.WriteUInt16LittleEndian(inode.AsSpan(6), 1);
        BinaryPrimitives.WriteUInt32LittleEndian(inode.AsSpan(8), size);
        BinaryPrimitives.WriteUInt32LittleEndian(inode.AsSpan(16), block);
        BinaryPrimitives.WriteUInt16LittleEndian(inode.AsSpan(24), owner);
        return inode;
    }

    // trusted.overlay.redirect and trusted.overlay.metacopy without a digest.
    private static byte[] Xattrs(int number)
    {
        var xattrs = new byte[XattrSize];
        Put(xattrs.AsSpan(12), "overlay.redirect", "/ff/" + Name(number)[..7]);
        Put(xattrs.AsSpan(12 + 4 + 16 + 12), "overlay.metacopy", "");
        return xattrs;
    }

    private static void Put(Span<byte> entry, string name, string value)
    {
        entry[0] = (byte)name.Length;
        entry[1] = TrustedPrefix;
        BinaryPrimitives.WriteUInt16LittleEndian(entry[2..], (ushort)value.Length);
        Encoding.ASCII.GetBytes(name + value, entry[4..]);
    }

    private static byte[] Names(int first, int count)
    {
        var block = new byte[Block];
        var at = count * DirentSize;
        for (var i = 0; i < count; i++)
        {
            var number = first + i;
            var name = number switch { -2 => ".", -1 => "..", _ => Name(number) };
            BinaryPrimitives.WriteUInt64LittleEndian(block.AsSpan(i * DirentSize), number < 0 ? 0 : 1 + ((ulong)number * FileUnits));
            BinaryPrimitives.WriteUInt16LittleEndian(block.AsSpan((i * DirentSize) + 8), (ushort)at);
            block[(i * DirentSize) + 10] = (byte)(number < 0 ? 2 : 1);
            at += Encoding.ASCII.GetBytes(name, block.AsSpan(at));
        }
        return block;
    }

    // Seven digits are enough for 268 million.
    private static string Name(int number) => number.ToString("x7", CultureInfo.InvariantCulture) + "f";

    private static void Pad(Stream file) => file.Write(new byte[(Block - (int)(file.Position % Block)) % Block]);
}
