using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Text;
using PrepareRoot.Formats;
using PrepareRoot.Linux;
using PrepareRoot.Mounting;

namespace PrepareRoot.Ctl.Checking;

/// <summary>
/// The directories of the libraries in the cache of the dynamic linker, <c>/etc/ld.so.cache</c>:
/// also those that <c>ldconfig(8)</c> was given as arguments, and the ones for newer processors
/// below <c>glibc-hwcaps</c>.
/// </summary>
internal static class LinkerCache
{
    // An image has the defaults of /etc in /usr/etc.
    private static readonly string[] _paths = ["/etc/ld.so.cache", "/usr/etc/ld.so.cache"];

    // struct cache_file_new and struct file_entry_new of sysdeps/generic/dl-cache.h of glibc.
    private const int CountOffset = 20;
    private const int HeaderSize = 48;
    private const int EntrySize = 24;
    private const int ValueOffset = 8;

    // That of a desktop has 200 KiB.
    private const int MaxSize = 4 * 1024 * 1024;
    private const int MaxPath = 4096; // PATH_MAX of linux/limits.h
    private const int MaxDirectories = 64;

    /// <summary>Reads them. What can't be read has none.</summary>
    internal static IReadOnlyList<string> Directories(RootFiles files)
    {
        var directories = new List<string>();
        foreach (var path in _paths)
        {
            if (!files.Find(path).Try(out var file, out _))
                continue;
            using (file)
            {
                if (file.Content is { Size: <= MaxSize } content)
                    Add(directories, content);
            }
        }
        return directories;
    }

    private static void Add(List<string> directories, IImageBytes content)
    {
        var cache = new byte[content.Size];
        if (content.ReadAt(cache, 0, out var size) != Errno.None || size < HeaderSize || !cache.AsSpan().StartsWith("glibc-ld.so.cache1.1"u8))
            return;
        var count = BinaryPrimitives.ReadUInt32LittleEndian(cache.AsSpan(CountOffset));
        for (long i = 0, entry = HeaderSize; i < count && entry + EntrySize <= size && directories.Count < MaxDirectories; i++, entry += EntrySize)
        {
            var value = BinaryPrimitives.ReadUInt32LittleEndian(cache.AsSpan((int)entry + ValueOffset));
            if (value >= size || cache[value] != '/')
                continue;
            var text = cache.AsSpan((int)value, Math.Min(size - (int)value, MaxPath));
            var end = text.IndexOf((byte)0);
            var directory = end < 0 ? "" : Encoding.UTF8.GetString(text[..Math.Max(text[..end].LastIndexOf((byte)'/'), 0)]);
            if (directory.Length > 0 && !directories.Contains(directory))
                directories.Add(directory);
        }
    }
}
