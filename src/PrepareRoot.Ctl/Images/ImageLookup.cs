using System;
using System.Collections.Generic;
using System.Text;
using PrepareRoot.Faults;
using PrepareRoot.Formats;
using PrepareRoot.Linux;

namespace PrepareRoot.Ctl.Images;

/// <summary>
/// Looks up paths in an image as the kernel does in the mounted one, whose root is the root of all
/// links. A directory is searched as EROFS searches it (<c>fs/erofs/namei.c</c>): names are sorted.
/// </summary>
internal sealed class ImageLookup(ErofsImage image)
{
    private const int MaxLinks = 40; // MAXSYMLINKS of linux/namei.h

    /// <summary>Finds a file.</summary>
    /// <param name="path">Its path; a slash at its start is not needed.</param>
    /// <param name="links">Whether symbolic links are followed. If not, one is ELOOP.</param>
    /// <param name="followLast">
    /// Whether a link at the end of the path is followed, too. If not, it is the file.
    /// </param>
    /// <returns>The file, or a fault if the image is malformed on the way.</returns>
    internal Result<FoundEntry> Find(string path, bool links, bool followLast = true)
    {
        if (!image.Inode(image.RootNid).Try(out var root, out var fault))
            return image.Named(fault, "/"u8);
        var current = new ImageEntry(null, default, root, null);
        var ahead = new Stack<ReadOnlyMemory<byte>>();
        Push(ahead, Encoding.UTF8.GetBytes(path));
        for (var count = 0; ahead.TryPop(out var name);)
        {
            if (current.Inode.Type != FileType.Directory)
                return new FoundEntry(null, Errno.ENOTDIR);
            if (name.Span.SequenceEqual(".."u8))
            {
                current = current.Parent ?? current;
                continue;
            }
            if (!Child(current, name).Try(out var child, out fault))
                return image.Named(fault, current.Path);
            if (child.Entry is not { } entry)
                return child;
            if (entry.Inode.Type != FileType.SymbolicLink || (!followLast && ahead.Count == 0))
            {
                current = entry;
                continue;
            }
            if (!links || ++count > MaxLinks)
                return new FoundEntry(null, Errno.ELOOP);
            if (!image.Target(entry.Inode).Try(out var target, out fault))
                return image.Named(fault, entry.Path);
            if (target.Span[0] == (byte)'/')
                current = new ImageEntry(null, default, root, null);
            Push(ahead, target);
        }
        return new FoundEntry(current, Errno.None);
    }

    private Result<FoundEntry> Child(ImageEntry directory, ReadOnlyMemory<byte> name)
    {
        if (directory.PathSize + 1 + name.Length > ErofsImage.MaxPath || name.Length > ErofsImage.MaxName)
            return new FoundEntry(null, Errno.ENOENT);
        if (!Search(directory.Inode, name.Span).Try(out var found, out var fault))
            return fault;
        if (found.Name.IsEmpty)
            return new FoundEntry(null, Errno.ENOENT);
        if (!image.Inode(found.Nid).Try(out var inode, out fault))
            return fault;
        return inode.IsWhiteout ? new FoundEntry(null, Errno.ENOENT) : new FoundEntry(new ImageEntry(directory, found.Name, inode, null), Errno.None);
    }

    // The last block whose first name is not after the name, then the name in it.
    private Result<ErofsDirent> Search(in ErofsInode directory, ReadOnlySpan<byte> name)
    {
        ulong block = 0, end = image.DirectoryBlocks(directory);
        if (end == 0)
            return default(ErofsDirent);
        var names = 0;
        for (ulong start = 0; start < end;)
        {
            var middle = start + ((end - start) / 2);
            if (!image.Dirent(directory, middle, 0, out var count).Try(out var first, out var fault))
                return fault;
            if (first.Name.Span.SequenceCompareTo(name) > 0)
                end = middle;
            else
                (block, names, start) = (middle, count, middle + 1);
        }
        for (int from = 0, to = names; from < to;)
        {
            var middle = from + ((to - from) / 2);
            if (!image.Dirent(directory, block, middle, out _).Try(out var dirent, out var fault))
                return fault;
            var order = dirent.Name.Span.SequenceCompareTo(name);
            if (order == 0)
                return dirent;
            (from, to) = order < 0 ? (middle + 1, to) : (from, middle);
        }
        return default(ErofsDirent);
    }

    private static void Push(Stack<ReadOnlyMemory<byte>> ahead, ReadOnlyMemory<byte> path)
    {
        for (var end = path.Length; end > 0;)
        {
            var start = path.Span[..end].LastIndexOf((byte)'/') + 1;
            if (path[start..end] is { IsEmpty: false } name && !name.Span.SequenceEqual("."u8))
                ahead.Push(name);
            end = start - 1;
        }
    }
}

/// <summary>What a lookup found.</summary>
/// <param name="Entry">The file; null if there is none.</param>
/// <param name="Errno">Why there is none.</param>
internal sealed record FoundEntry(ImageEntry? Entry, Errno Errno);
