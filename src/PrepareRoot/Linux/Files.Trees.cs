using System;
using System.Buffers.Text;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace PrepareRoot.Linux;

/// <summary>Trees of files, by names that are bytes. The boot program does not use them.</summary>
internal static unsafe partial class Files
{
    private const int ListBufferSize = 64 * 1024;

    // A path of PATH_MAX bytes without its NUL, which the kernel refuses, and what is put before it.
    private const int TerminatedSize = PathMax + 1;
    private const int ProcPathSize = 32 + TerminatedSize;

    /// <summary>Lists the names in a directory without <c>.</c> and <c>..</c>, in any order.</summary>
    [SkipLocalsInit]
    public static Errno ListNames(FileDescriptor directory, out List<byte[]> names)
    {
        names = [];
        var buffer = stackalloc byte[ListBufferSize];
        while (true)
        {
            var count = LibC.getdents64(directory.Number, buffer, ListBufferSize);
            if (count <= 0)
                return count == 0 ? Errno.None : LastError();
            // struct linux_dirent64: d_ino 8, d_off 8, d_reclen 2, d_type 1, d_name.
            for (var at = 0; at < count; at += *(ushort*)(buffer + at + 16))
            {
                var name = MemoryMarshal.CreateReadOnlySpanFromNullTerminated(buffer + at + 19);
                if (!name.SequenceEqual("."u8) && !name.SequenceEqual(".."u8))
                    names.Add(name.ToArray());
            }
        }
    }

    /// <summary>
    /// The status of a file of a directory, with its times. A symbolic link is not followed; an
    /// empty name means the directory itself.
    /// </summary>
    [SkipLocalsInit]
    public static Errno TreeStatus(FileDescriptor directory, ReadOnlySpan<byte> name, out TreeStatus status)
    {
        Span<byte> nameBuffer = stackalloc byte[TerminatedSize];
        StatxBuffer buffer;
        int result;
        fixed (byte* path = Terminated(name, nameBuffer))
            result = LibC.statx(directory.Number, path, AT_EMPTY_PATH | AT_SYMLINK_NOFOLLOW, STATX_BASIC_STATS | STATX_MNT_ID, &buffer);
        status = result != 0 ? default : new TreeStatus(
            (FileType)(buffer.Mode & 0xf000),
            buffer.Mode & 0xfffu,
            buffer.Owner,
            buffer.Group,
            buffer.Size,
            new DeviceNumber(buffer.DeviceMajor, buffer.DeviceMinor),
            buffer.Inode,
            new DeviceNumber(buffer.SpecialDeviceMajor, buffer.SpecialDeviceMinor),
            buffer.MountId,
            buffer.LinkCount,
            (buffer.ModifiedSeconds, buffer.ModifiedNanoseconds),
            (buffer.ChangedSeconds, buffer.ChangedNanoseconds));
        return result != 0 ? LastError() : Errno.None;
    }

    /// <summary>
    /// Opens a file beneath a directory, without symbolic links and on the same mount.
    /// </summary>
    [SkipLocalsInit]
    public static Errno OpenBeneath(FileDescriptor directory, ReadOnlySpan<byte> path, ulong flags, out FileDescriptor fd)
    {
        Span<byte> pathBuffer = stackalloc byte[TerminatedSize];
        // struct open_how of linux/openat2.h: flags, mode, resolve.
        var how = stackalloc ulong[3] { flags | O_NOFOLLOW | O_CLOEXEC, 0, RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS | RESOLVE_NO_XDEV };
        fixed (byte* name = Terminated(path, pathBuffer))
            return Open(directory.Number, name, how, out fd);
    }

    /// <summary>Reads the target of a symbolic link of a directory.</summary>
    [SkipLocalsInit]
    public static Errno ReadLink(FileDescriptor directory, ReadOnlySpan<byte> name, out byte[] target)
    {
        Span<byte> nameBuffer = stackalloc byte[TerminatedSize];
        var buffer = stackalloc byte[PathMax];
        nint count;
        fixed (byte* path = Terminated(name, nameBuffer))
            count = LibC.readlinkat(directory.Number, path, buffer, PathMax);
        target = count < 0 ? [] : new ReadOnlySpan<byte>(buffer, (int)count).ToArray();
        return count < 0 ? LastError() : Errno.None;
    }

    /// <summary>
    /// Lists the names of the extended attributes of a file of a directory, each with a NUL after
    /// it; an empty name means the directory itself. It is empty if the file system has none. It
    /// needs <c>/proc</c>.
    /// </summary>
    [SkipLocalsInit]
    public static Errno ListAttributes(FileDescriptor directory, ReadOnlySpan<byte> name, out byte[] names)
    {
        Span<byte> nameBuffer = stackalloc byte[ProcPathSize];
        const int XATTR_LIST_MAX = 65536; // linux/limits.h
        names = [];
        var buffer = stackalloc byte[XATTR_LIST_MAX];
        nint count;
        fixed (byte* path = ProcPath(directory, name, nameBuffer))
            count = LibC.llistxattr(path, buffer, XATTR_LIST_MAX);
        if (count < 0)
            return LastError() is var errno && errno == Errno.EOPNOTSUPP ? Errno.None : errno;
        if (count > 0)
            names = new ReadOnlySpan<byte>(buffer, (int)count).ToArray();
        return Errno.None;
    }

    /// <summary>Reads an extended attribute of a file of a directory. ENODATA: it has none.</summary>
    [SkipLocalsInit]
    public static Errno Attribute(FileDescriptor directory, ReadOnlySpan<byte> name, ReadOnlySpan<byte> attribute, out byte[] value)
    {
        Span<byte> nameBuffer = stackalloc byte[ProcPathSize];
        Span<byte> attributeBuffer = stackalloc byte[TerminatedSize];
        const int XATTR_SIZE_MAX = 65536; // linux/limits.h
        var buffer = stackalloc byte[XATTR_SIZE_MAX];
        nint size;
        fixed (byte* path = ProcPath(directory, name, nameBuffer))
        fixed (byte* attributeName = Terminated(attribute, attributeBuffer))
            size = LibC.lgetxattr(path, attributeName, buffer, XATTR_SIZE_MAX);
        value = size <= 0 ? [] : new ReadOnlySpan<byte>(buffer, (int)size).ToArray();
        return size < 0 ? LastError() : Errno.None;
    }

    /// <summary>
    /// Lets a file share the content of another, as btrfs and XFS can (<c>ioctl_ficlone(2)</c>).
    /// </summary>
    public static Errno Clone(FileDescriptor from, FileDescriptor to)
    {
        const nuint FICLONE = 0x40049409; // linux/fs.h
        return ErrnoOf(LibC.ioctl(to.Number, FICLONE, from.Number));
    }

    /// <summary>
    /// Gives a name to an open file: also to one that was opened with <see cref="O_TMPFILE"/>. It
    /// needs <c>/proc</c>, but no capability. EEXIST: the name is taken.
    /// </summary>
    public static Errno LinkOpen(FileDescriptor fd, FileDescriptor directory, string path)
    {
        const int AT_SYMLINK_FOLLOW = 0x400; // linux/fcntl.h
        fixed (byte* from = Utf8(fd.ProcPath))
        fixed (byte* name = Utf8(path))
            return ErrnoOf(LibC.linkat(AT_FDCWD, from, directory.Number, name, AT_SYMLINK_FOLLOW));
    }

    /// <summary>Renames a file of a directory. What has the other name is replaced.</summary>
    public static Errno Rename(FileDescriptor directory, string from, string to)
    {
        fixed (byte* one = Utf8(from))
        fixed (byte* other = Utf8(to))
            return ErrnoOf(LibC.renameat2(directory.Number, one, directory.Number, other, 0));
    }

    /// <summary>Waits until all of a file system is on the disk (<c>syncfs(2)</c>).</summary>
    public static Errno SyncFileSystem(FileDescriptor fd) => ErrnoOf(LibC.syncfs(fd.Number));

    /// <summary>
    /// Locks an open file or directory for this process alone; EAGAIN: another process has it.
    /// </summary>
    public static Errno TryLock(FileDescriptor fd)
    {
        const int LOCK_EX = 2, LOCK_NB = 4; // asm-generic/fcntl.h
        return ErrnoOf(LibC.flock(fd.Number, LOCK_EX | LOCK_NB));
    }

    // A name that is too long for the buffer is too long for the kernel, too: ENAMETOOLONG.
    private static ReadOnlySpan<byte> Terminated(ReadOnlySpan<byte> name, Span<byte> buffer)
    {
        var length = Math.Min(name.Length, PathMax);
        name[..length].CopyTo(buffer);
        buffer[length] = 0;
        return buffer;
    }

    // The path of a file in an open directory, for the calls that take no descriptor of it.
    private static ReadOnlySpan<byte> ProcPath(FileDescriptor directory, ReadOnlySpan<byte> name, Span<byte> buffer)
    {
        var prefix = "/proc/self/fd/"u8;
        prefix.CopyTo(buffer);
        Utf8Formatter.TryFormat(directory.Number, buffer[prefix.Length..], out var digits);
        var length = prefix.Length + digits;
        buffer[length++] = (byte)'/';
        Terminated(name, buffer[length..]);
        return buffer;
    }
}
