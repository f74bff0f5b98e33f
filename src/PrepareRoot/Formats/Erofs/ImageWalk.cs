using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using PrepareRoot.Faults;
using PrepareRoot.Linux;

namespace PrepareRoot.Formats;

/// <summary>
/// All files of an image, each directory before what is in it, names in the order of their bytes.
/// The whiteouts that composefs adds to the root are left out.
/// </summary>
/// <remarks>
/// It ends for any image, and takes time in proportion to its size: no directory is entered twice,
/// and no inode's bytes are read for two inodes. It keeps the directories of the current path,
/// whose length is limited to that of a path, a bit for each possible inode, and the pages of
/// <see cref="ImagePages"/>.
/// </remarks>
internal sealed class ImageWalk(ErofsImage image)
{
    private readonly Stack<DirectoryCursor> _directories = new();
    private readonly NidSet _visited = new();
    private ulong _ownBytes;
    private bool _began;

    /// <summary>Why the walk ended before the last file; null if it did not.</summary>
    internal Fault? Fault { get; private set; }

    /// <summary>The next file; false at the end, or if there is a fault.</summary>
    internal bool Next([NotNullWhen(true)] out ImageEntry? entry)
    {
        entry = null;
        if (Fault is not null)
            return false;
        var result = _began ? NextName() : Root();
        _began = true;
        Fault = result.Fault;
        entry = result.Entry;
        return entry is not null;
    }

    private (ImageEntry? Entry, Fault? Fault) Root()
    {
        if (!image.Inode(image.RootNid).Try(out var inode, out var fault))
            return (null, image.Named(fault, "/"u8));
        return inode.Type == FileType.Directory
            ? Visit(null, default, inode, image.RootNid)
            : (null, image.Named(image.NotDirectory(inode), "/"u8));
    }

    private (ImageEntry? Entry, Fault? Fault) NextName()
    {
        while (_directories.TryPeek(out var directory))
        {
            var fault = directory.Next(out var name);
            if (fault is not null)
                return (null, image.Named(fault, directory.Entry.Path));
            if (name is not { } dirent)
            {
                _directories.Pop();
                continue;
            }
            if (!image.Inode(dirent.Nid).Try(out var inode, out fault))
                return (null, image.Named(fault, PathOf(directory.Entry, dirent.Name)));
            if (inode.IsWhiteout)
                continue;
            fault = image.CheckName(directory.Entry, dirent, inode);
            if (fault is not null)
                return (null, image.Named(fault, PathOf(directory.Entry, dirent.Name)));
            return Visit(directory.Entry, dirent.Name, inode, directory.Nid);
        }
        return (null, null);
    }

    private (ImageEntry? Entry, Fault? Fault) Visit(ImageEntry? parent, ReadOnlyMemory<byte> name, in ErofsInode inode, ulong parentNid)
    {
        OverlayMetadata? overlay = null;
        Fault? fault = null;
        if (_visited.Add(inode.Nid))
        {
            _ownBytes += image.OwnBytes(inode);
            if (_ownBytes > image.Size)
                fault = image.Overlapping(inode);
            else if (!OverlayMetadata.Of(image, inode).Try(out overlay, out fault))
                overlay = null;
        }
        else if (inode.Type == FileType.Directory)
        {
            fault = image.SecondName(inode);
        }
        if (fault is not null)
            return (null, image.Named(fault, parent is null ? "/"u8 : PathOf(parent, name)));
        var entry = new ImageEntry(parent, name, inode, overlay);
        if (inode.Type == FileType.Directory)
            _directories.Push(new DirectoryCursor(image, entry, parentNid));
        return (entry, null);
    }

    private static byte[] PathOf(ImageEntry directory, ReadOnlyMemory<byte> name) => new ImageEntry(directory, name, default, null).Path;
}
