using System;
using System.Runtime.CompilerServices;

namespace PrepareRoot.Linux;

/// <summary>Changes to trees of files, by names that are bytes. The boot program makes none.</summary>
internal static unsafe partial class Files
{
    /// <summary>Removes a file or an empty directory.</summary>
    [SkipLocalsInit]
    public static Errno RemoveBeneath(FileDescriptor directory, ReadOnlySpan<byte> path, bool isDirectory)
    {
        Span<byte> pathBuffer = stackalloc byte[TerminatedSize];
        fixed (byte* name = Terminated(path, pathBuffer))
            return ErrnoOf(LibC.unlinkat(directory.Number, name, isDirectory ? AT_REMOVEDIR : 0));
    }

    /// <summary>Makes a directory.</summary>
    [SkipLocalsInit]
    public static Errno MakeDirectory(FileDescriptor directory, ReadOnlySpan<byte> name, uint permissions)
    {
        Span<byte> nameBuffer = stackalloc byte[TerminatedSize];
        fixed (byte* path = Terminated(name, nameBuffer))
            return ErrnoOf(LibC.mkdirat(directory.Number, path, permissions));
    }

    /// <summary>Makes a symbolic link.</summary>
    [SkipLocalsInit]
    public static Errno MakeSymbolicLink(ReadOnlySpan<byte> target, FileDescriptor directory, ReadOnlySpan<byte> name)
    {
        Span<byte> targetBuffer = stackalloc byte[TerminatedSize];
        Span<byte> nameBuffer = stackalloc byte[TerminatedSize];
        fixed (byte* to = Terminated(target, targetBuffer))
        fixed (byte* path = Terminated(name, nameBuffer))
            return ErrnoOf(LibC.symlinkat(to, directory.Number, path));
    }

    /// <summary>Sets the owner of a file of a directory, which may be a symbolic link.</summary>
    [SkipLocalsInit]
    public static Errno SetOwner(FileDescriptor directory, ReadOnlySpan<byte> name, uint owner, uint group)
    {
        Span<byte> nameBuffer = stackalloc byte[TerminatedSize];
        fixed (byte* path = Terminated(name, nameBuffer))
            return ErrnoOf(LibC.fchownat(directory.Number, path, owner, group, AT_SYMLINK_NOFOLLOW));
    }

    /// <summary>
    /// Sets an extended attribute of a file of a directory, which may be a symbolic link. It needs
    /// <c>/proc</c>.
    /// </summary>
    [SkipLocalsInit]
    public static Errno SetAttribute(FileDescriptor directory, ReadOnlySpan<byte> name, ReadOnlySpan<byte> attribute, ReadOnlySpan<byte> value)
    {
        Span<byte> nameBuffer = stackalloc byte[ProcPathSize];
        Span<byte> attributeBuffer = stackalloc byte[TerminatedSize];
        fixed (byte* path = ProcPath(directory, name, nameBuffer))
        fixed (byte* attributeName = Terminated(attribute, attributeBuffer))
        fixed (byte* content = value)
            return ErrnoOf(LibC.lsetxattr(path, attributeName, content, (nuint)value.Length, 0));
    }

    /// <summary>
    /// Lets the names of a directory be changed, or not (<c>ioctl_iflags(2)</c>, FS_IMMUTABLE_FL).
    /// </summary>
    /// <param name="directory">The directory, opened for reading.</param>
    /// <param name="immutable">Whether they can't be changed.</param>
    /// <param name="was">
    /// Whether they could not be changed before. On a file system without such flags they can.
    /// </param>
    public static Errno SetImmutable(FileDescriptor directory, bool immutable, out bool was)
    {
        const nuint FS_IOC_GETFLAGS = 0x80086601, FS_IOC_SETFLAGS = 0x40086602; // linux/fs.h
        const int FS_IMMUTABLE_FL = 0x10;
        // The kernel writes an int, whatever the number of the request says.
        long flags = 0;
        was = false;
        var errno = ErrnoOf(LibC.ioctl(directory.Number, FS_IOC_GETFLAGS, (nint)(&flags)));
        if (errno != Errno.None)
            return errno is Errno.ENOTTY or Errno.EOPNOTSUPP ? Errno.None : errno;
        was = (flags & FS_IMMUTABLE_FL) != 0;
        if (was == immutable)
            return Errno.None;
        flags ^= FS_IMMUTABLE_FL;
        return ErrnoOf(LibC.ioctl(directory.Number, FS_IOC_SETFLAGS, (nint)(&flags)));
    }
}
