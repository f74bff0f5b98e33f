using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
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

    /// <summary>Where the entry of a file in its directory is.</summary>
    internal ulong At(string path) => At(path[..path.LastIndexOf('/')], path[(path.LastIndexOf('/') + 1)..]);

    /// <inheritdoc cref="At(string)"/>
    internal ulong At(string directory, string name) => (ulong)Dirent(directory, name);

    /// <summary>Where the extended attributes of a file are.</summary>
    internal ulong Xattrs(string path) => this[path].Offset + (ulong)this[path].HeaderSize;

    /// <summary>Where the value of <c>trusted.overlay.NAME</c> of a file is.</summary>
    internal ulong Value(string path, string name)
    {
        _ = ErofsImage.Open("image", new ArrayBytes(Bytes)).Try(out var image, out _);
        _ = image!.Xattrs(this[path]).Try(out var xattrs, out _);
        return xattrs!.Single(xattr => xattr.Is(Encoding.ASCII.GetBytes("trusted.overlay." + name))).ValueOffset;
    }

    /// <summary>The number that a word of a table of expected messages means; null if it is none.</summary>
    internal string? Number(string word)
    {
        var colon = word.LastIndexOf(":/", StringComparison.Ordinal);
        if (colon < 0)
            return null;
        var path = word[(colon + 1)..];
        ulong? number = word[..colon] switch
        {
            "OF" => this[path].Offset,
            "NID" => this[path].Nid,
            "AT" => At(path),
            "AT+8" => At(path) + 8,
            "AT+39" => At(path) + 39,
            "XATTR" => Xattrs(path),
            "XATTR+12" => Xattrs(path) + 12,
            "XATTR+13" => Xattrs(path) + 13,
            "SIZE" => (ulong)this[path].XattrSize,
            "ROOM" => (ulong)this[path].XattrSize - 12,
            "TAIL" => this[path].TailOffset,
            "BLOCKS" => (ulong)this[path].DataField << 12,
            "VALUE:metacopy" => Value(path, "metacopy"),
            "VALUE:redirect" => Value(path, "redirect"),
            _ => null,
        };
        return number?.ToString(CultureInfo.InvariantCulture);
    }

    internal void Write16(ulong offset, int value) => BinaryPrimitives.WriteUInt16LittleEndian(Bytes.AsSpan((int)offset), (ushort)value);

    internal void Write32(ulong offset, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(Bytes.AsSpan((int)offset), value);

    internal void Write64(ulong offset, ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(Bytes.AsSpan((int)offset), value);
}
