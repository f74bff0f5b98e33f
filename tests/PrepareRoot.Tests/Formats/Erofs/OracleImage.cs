using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.IO;
using System.Text;
using PrepareRoot.Formats;
using PrepareRoot.Support;

namespace PrepareRoot.Tests.Formats.Erofs;

/// <summary>A copy of an image that libostree made, to be damaged.</summary>
internal sealed class OracleImage
{
    internal byte[] Bytes { get; } = File.ReadAllBytes(Checkout.Fixture("oracle/a.cfs"));

    /// <summary>The files by their paths, as long as the image is not damaged.</summary>
    internal Dictionary<string, ImageEntry> Entries { get; }

    internal OracleImage() => Entries = Walk(Bytes, out _);

    /// <summary>The file.</summary>
    internal ErofsInode this[string path] => Entries[path].Inode;

    /// <summary>All files of an image, and how the walk ended.</summary>
    internal static Dictionary<string, ImageEntry> Walk(byte[] bytes, out string? cause) => Walk(new ArrayBytes(bytes), out cause);

    internal static Dictionary<string, ImageEntry> Walk(ArrayBytes bytes, out string? cause)
    {
        var entries = new Dictionary<string, ImageEntry>();
        cause = null;
        if (!ErofsImage.Open("image", bytes).Try(out var image, out var fault))
        {
            cause = fault.Code + ": " + fault.Cause;
            return entries;
        }
        var walk = new ImageWalk(image);
        while (walk.Next(out var entry))
            entries.Add(Encoding.UTF8.GetString(entry.Path), entry);
        if (walk.Fault is { } end)
            cause = end.Code + ": " + end.Cause;
        return entries;
    }

    /// <summary>Where the entry of a name in a directory is.</summary>
    internal int Dirent(string directory, string name)
    {
        _ = ErofsImage.Open("image", new ArrayBytes(Bytes)).Try(out var image, out _);
        for (ulong block = 0; block < image!.DirectoryBlocks(this[directory]); block++)
        {
            for (int index = 0, count = 1; index < count; index++)
            {
                if (image.Dirent(this[directory], block, index, out count).Try(out var dirent, out _) && Encoding.UTF8.GetString(dirent.Name.Span) == name)
                    return (int)dirent.Offset;
            }
        }
        throw new ArgumentException(directory + " has no " + name, nameof(name));
    }

    internal void Write16(ulong offset, int value) => BinaryPrimitives.WriteUInt16LittleEndian(Bytes.AsSpan((int)offset), (ushort)value);

    internal void Write32(ulong offset, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(Bytes.AsSpan((int)offset), value);

    internal void Write64(ulong offset, ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(Bytes.AsSpan((int)offset), value);
}
