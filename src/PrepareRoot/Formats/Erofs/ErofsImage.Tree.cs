using System;
using PrepareRoot.Faults;
using PrepareRoot.Linux;

namespace PrepareRoot.Formats;

/// <summary>What must hold for the tree of files.</summary>
internal sealed partial class ErofsImage
{
    // EROFS_FT_REG_FILE to EROFS_FT_SYMLINK, from 1 on.
    private static readonly FileType[] _types =
    [
        FileType.Regular, FileType.Directory, FileType.CharacterDevice, FileType.BlockDevice, FileType.Fifo, FileType.Socket, FileType.SymbolicLink,
    ];

    /// <summary>Why a name can't be that of an inode; null if it can.</summary>
    internal Fault? CheckName(ImageEntry directory, in ErofsDirent name, in ErofsInode inode)
    {
        // Deeper directories have no path, so this also limits the depth.
        if (directory.PathSize + 1 + name.Name.Length > MaxPath)
            return Malformed(name.Offset, "the path is longer than " + MaxPath.Text() + " bytes");
        if (name.Type == 0 || (name.Type <= _types.Length && _types[name.Type - 1] == inode.Type))
            return null;
        return Malformed(name.Offset, "the directory gives the type " + name.Type.Text() + ", but inode " + inode.Nid.Text() + " has the mode 0x" + Hex(inode.Mode));
    }

    /// <summary>The fault that the root is not a directory.</summary>
    internal Fault NotDirectory(in ErofsInode inode) =>
        Malformed(inode.Offset, "inode " + inode.Nid.Text() + " must be a directory, but has the mode 0x" + Hex(inode.Mode));

    /// <summary>The fault that a directory has two names, of which one may be above the other.</summary>
    internal Fault SecondName(in ErofsInode inode) =>
        Malformed(inode.Offset, "directory " + inode.Nid.Text() + " has a second name: there is a loop, or it is linked");

    /// <summary>The fault that the inodes together have more bytes than the image.</summary>
    internal Fault Overlapping(in ErofsInode inode) =>
        Malformed(inode.Offset, "inodes and their data overlap: together they have more than the " + Size.Text() + " bytes of the image");

    /// <summary>The fault that the names of a directory are not in order.</summary>
    internal Fault Unsorted(in ErofsDirent name, ReadOnlySpan<byte> previous) =>
        Malformed(name.Offset, "the names of a directory must be sorted, but " + OffendingText.Quote(name.Name.Span) + " comes after " + OffendingText.Quote(previous));

    /// <summary>The fault that <c>.</c> or <c>..</c> is another directory.</summary>
    internal Fault WrongDots(in ErofsDirent name, ulong expected) =>
        Malformed(name.Offset, OffendingText.Quote(name.Name.Span) + " must be inode " + expected.Text() + ", but is " + name.Nid.Text());
}
