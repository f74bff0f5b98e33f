using System;
using PrepareRoot.Faults;

namespace PrepareRoot.Formats;

/// <summary>
/// Reads the names of a directory one after the other, without <c>.</c> and <c>..</c>.
/// </summary>
/// <param name="image">The image.</param>
/// <param name="entry">The directory.</param>
/// <param name="parentNid">The inode of the directory that it is in.</param>
internal sealed class DirectoryCursor(ErofsImage image, ImageEntry entry, ulong parentNid)
{
    private readonly ulong _blocks = image.DirectoryBlocks(entry.Inode);
    private ulong _block;
    private int _index;
    private ReadOnlyMemory<byte> _previous;

    /// <summary>The directory.</summary>
    internal ImageEntry Entry => entry;

    /// <summary>The number of its inode.</summary>
    internal ulong Nid => entry.Inode.Nid;

    /// <summary>The next name; null at the end.</summary>
    internal Fault? Next(out ErofsDirent? next)
    {
        next = null;
        while (_block < _blocks)
        {
            if (!image.Dirent(entry.Inode, _block, _index, out var count).Try(out var dirent, out var fault))
                return fault;
            _index++;
            if (_index == count)
                (_block, _index) = (_block + 1, 0);

            // The kernel looks names up by binary search.
            if (_previous.Span.SequenceCompareTo(dirent.Name.Span) >= 0)
                return image.Unsorted(dirent, _previous.Span);
            _previous = dirent.Name;
            var itself = dirent.Name.Span.SequenceEqual("."u8) ? Nid : dirent.Name.Span.SequenceEqual(".."u8) ? parentNid : (ulong?)null;
            if (itself is null)
            {
                next = dirent;
                return null;
            }
            if (dirent.Nid != itself)
                return image.WrongDots(dirent, itself.Value);
        }
        return null;
    }
}
