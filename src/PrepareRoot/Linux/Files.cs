using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using System.Text;

namespace PrepareRoot.Linux;

/// <summary>
/// Files and directories. A path is taken relative to a directory that is open, or, where the directory is null, as the
/// process sees it.
/// </summary>
internal static unsafe class Files
{
    /// <summary>O_RDONLY of <c>asm-generic/fcntl.h</c>.</summary>
    public const ulong O_RDONLY = 0;

    /// <summary>O_RDWR.</summary>
    public const ulong O_RDWR = 2;

    /// <summary>O_CREAT: it is made if it is not there.</summary>
    public const ulong O_CREAT = 0x40;

    /// <summary>O_NOCTTY: a terminal does not become ours.</summary>
    public const ulong O_NOCTTY = 0x100;

    /// <summary>O_NONBLOCK: opening a FIFO does not wait for its other end.</summary>
    public const ulong O_NONBLOCK = 0x800;

    /// <summary>O_DIRECTORY.</summary>
    public const ulong O_DIRECTORY = 0x10000;

    /// <summary>O_NOFOLLOW: the last component is not followed if it is a link.</summary>
    public const ulong O_NOFOLLOW = 0x20000;

    /// <summary>O_PATH: a place in the tree; the file itself is not opened, so nothing happens to a FIFO or a device.</summary>
    public const ulong O_PATH = 0x200000;

    /// <summary>O_TMPFILE: a regular file without a name.</summary>
    public const ulong O_TMPFILE = 0x400000 | O_DIRECTORY;

    /// <summary>RESOLVE_NO_MAGICLINKS of <c>linux/openat2.h</c>.</summary>
    public const ulong RESOLVE_NO_MAGICLINKS = 0x02;

    /// <summary>RESOLVE_NO_SYMLINKS: a symbolic link anywhere in the path is ELOOP.</summary>
    public const ulong RESOLVE_NO_SYMLINKS = 0x04;

    /// <summary>RESOLVE_BENEATH: a path that leaves the directory is EXDEV.</summary>
    public const ulong RESOLVE_BENEATH = 0x08;

    /// <summary>RESOLVE_IN_ROOT: the directory is the root for the path and all links on it.</summary>
    public const ulong RESOLVE_IN_ROOT = 0x10;

    private const ulong O_CLOEXEC = 0x80000;
    private const int AT_FDCWD = -100;
    private const int AT_SYMLINK_NOFOLLOW = 0x100;
    private const int AT_REMOVEDIR = 0x200;
    private const int AT_EMPTY_PATH = 0x1000;
    private const uint STATX_BASIC_STATS = 0x7ff;
    private const uint STATX_MNT_ID = 0x1000;
    private const ulong STATX_ATTR_MOUNT_ROOT = 0x2000;
    private const int PathMax = 4096;

    // openat2 answers EAGAIN while a rename elsewhere races with it; nothing renames for long in an initramfs.
    private const int RaceRetries = 32;

    /// <summary>Opens with <c>openat2</c>.</summary>
    /// <param name="directory">Where <paramref name="path"/> starts; null: as the process sees it.</param>
    /// <param name="path">Which file.</param>
    /// <param name="flags">O_… flags; close-on-exec is added.</param>
    /// <param name="resolve">RESOLVE_… flags.</param>
    /// <param name="fd">The open file, when the answer is <see cref="Errno.None"/>.</param>
    /// <param name="mode">Permissions of a file that is made.</param>
    public static Errno Open(
        FileDescriptor? directory, string path, ulong flags, ulong resolve, out FileDescriptor fd, ulong mode = 0)
    {
        // struct open_how of linux/openat2.h: flags, mode, resolve.
        var how = stackalloc ulong[3] { flags | O_CLOEXEC, mode, resolve };
        for (var attempt = 0; ; attempt++)
        {
            nint number;
            fixed (byte* name = Utf8(path))
                number = LibC.syscall(LibC.SYS_openat2, At(directory), (nint)name, (nint)how, 3 * sizeof(ulong), 0);
            if (number >= 0)
            {
                fd = new FileDescriptor((int)number);
                return Errno.None;
            }
            var errno = LastError();
            if (errno is Errno.EINTR or Errno.EAGAIN && attempt < RaceRetries)
                continue;
            fd = null!;
            return errno;
        }
    }

    /// <summary>What a name stands for; a link is not followed. An empty path means the open file itself.</summary>
    public static Errno Status(FileDescriptor? directory, string path, out FileStatus status)
    {
        StatxBuffer buffer;
        int result;
        fixed (byte* name = Utf8(path))
            result = LibC.statx(At(directory), name, AT_EMPTY_PATH | AT_SYMLINK_NOFOLLOW, STATX_BASIC_STATS | STATX_MNT_ID, &buffer);
        if (result != 0)
        {
            status = default;
            return LastError();
        }
        status = new FileStatus(
            (FileType)(buffer.Mode & 0xf000),
            buffer.Mode & 0xfffu,
            buffer.Owner,
            buffer.Group,
            buffer.Size,
            new DeviceNumber(buffer.DeviceMajor, buffer.DeviceMinor),
            buffer.Inode,
            new DeviceNumber(buffer.SpecialDeviceMajor, buffer.SpecialDeviceMinor),
            buffer.MountId,
            (buffer.Attributes & STATX_ATTR_MOUNT_ROOT) != 0);
        return Errno.None;
    }

    /// <summary>Reads from a position until the buffer is full or the file ends.</summary>
    public static Errno ReadAt(FileDescriptor fd, Span<byte> buffer, long position, out int count)
    {
        count = 0;
        while (count < buffer.Length)
        {
            nint got;
            fixed (byte* start = buffer[count..])
                got = LibC.pread(fd.Number, start, (nuint)(buffer.Length - count), position + count);
            if (got < 0 && LastError() is var errno)
            {
                if (errno == Errno.EINTR)
                    continue;
                return errno;
            }
            if (got == 0)
                break;
            count += (int)got;
        }
        return Errno.None;
    }

    /// <summary>
    /// Reads a stream to its end, or until it has given more than <paramref name="bound"/> bytes (then the answer is
    /// EOVERFLOW). The sizes of files in <c>/proc</c> are not known beforehand.
    /// </summary>
    public static Errno ReadToEnd(FileDescriptor fd, int bound, out byte[] content)
    {
        content = [];
        var buffer = new byte[4096];
        var count = 0;
        while (true)
        {
            if (count == buffer.Length)
                Array.Resize(ref buffer, buffer.Length * 2);
            nint got;
            fixed (byte* start = &buffer[count])
                got = LibC.read(fd.Number, start, (nuint)(buffer.Length - count));
            if (got < 0 && LastError() is var errno)
            {
                if (errno == Errno.EINTR)
                    continue;
                return errno;
            }
            if (got == 0)
                break;
            count += (int)got;
            if (count > bound)
                return Errno.EOVERFLOW;
        }
        content = buffer[..count];
        return Errno.None;
    }

    /// <summary>Writes all of it.</summary>
    public static Errno Write(FileDescriptor fd, ReadOnlySpan<byte> content) => WriteTo(fd.Number, content);

    /// <summary>Writes all of it to a descriptor that the process was started with (1, 2).</summary>
    public static Errno WriteTo(int number, ReadOnlySpan<byte> content)
    {
        while (content.Length > 0)
        {
            nint put;
            fixed (byte* start = content)
                put = LibC.write(number, start, (nuint)content.Length);
            if (put < 0 && LastError() is var errno)
            {
                if (errno == Errno.EINTR)
                    continue;
                return errno;
            }
            content = content[(int)put..];
        }
        return Errno.None;
    }

    /// <summary>Waits until what was written to a terminal is out. For anything else there is nothing to wait for.</summary>
    public static void Drain(int number) => _ = LibC.tcdrain(number);

    /// <summary>Where a symbolic link points.</summary>
    public static Errno ReadLink(FileDescriptor? directory, string path, out string target)
    {
        var buffer = stackalloc byte[PathMax];
        nint count;
        fixed (byte* name = Utf8(path))
            count = LibC.readlinkat(At(directory), name, buffer, PathMax);
        target = count < 0 ? "" : Encoding.UTF8.GetString(buffer, (int)count);
        return count < 0 ? LastError() : Errno.None;
    }

    /// <summary>
    /// The names in a directory, without <c>.</c> and <c>..</c>, but no more than <paramref name="most"/> of them: who needs to
    /// know whether there is anything else asks for one more than it knows.
    /// </summary>
    public static Errno List(FileDescriptor directory, int most, out List<string> names)
    {
        names = [];
        var buffer = stackalloc byte[PathMax];
        while (names.Count < most)
        {
            var count = LibC.getdents64(directory.Number, buffer, PathMax);
            if (count < 0)
                return LastError();
            if (count == 0)
                return Errno.None;
            // struct linux_dirent64: d_ino 8, d_off 8, d_reclen 2, d_type 1, d_name.
            for (var at = 0; at < count && names.Count < most; at += *(ushort*)(buffer + at + 16))
            {
                var name = Marshal.PtrToStringUTF8((nint)(buffer + at + 19))!;
                if (name is not ("." or ".."))
                    names.Add(name);
            }
        }
        return Errno.None;
    }

    /// <summary>Makes a directory.</summary>
    public static Errno MakeDirectory(FileDescriptor? directory, string path, uint permissions)
    {
        fixed (byte* name = Utf8(path))
            return Answer(LibC.mkdirat(At(directory), name, permissions));
    }

    /// <summary>Makes a directory that nobody else has, for root alone: the prefix and six more characters.</summary>
    public static Errno MakeUniqueDirectory(string prefix, out string path)
    {
        var template = Utf8(prefix + "XXXXXX");
        fixed (byte* name = template)
        {
            var made = LibC.mkdtemp(name);
            path = made is null ? "" : Encoding.UTF8.GetString(template, 0, template.Length - 1);
            return made is null ? LastError() : Errno.None;
        }
    }

    /// <summary>Sets the permissions of an open file (a umask has no say in it).</summary>
    public static Errno SetPermissions(FileDescriptor fd, uint permissions) => Answer(LibC.fchmod(fd.Number, permissions));

    /// <summary>Sets the owner of an open file.</summary>
    public static Errno SetOwner(FileDescriptor fd, uint owner, uint group) => Answer(LibC.fchown(fd.Number, owner, group));

    /// <summary>An extended attribute of an open file; empty if it has none of this name, or its file system knows none.</summary>
    /// <param name="fd">The file.</param>
    /// <param name="name">The attribute's name.</param>
    /// <param name="bound">ERANGE: it has more bytes than this.</param>
    /// <param name="value">Its value.</param>
    public static Errno Attribute(FileDescriptor fd, string name, int bound, out byte[] value)
    {
        value = new byte[bound];
        nint size;
        fixed (byte* attribute = Utf8(name))
        fixed (byte* buffer = value)
            size = LibC.fgetxattr(fd.Number, attribute, buffer, (nuint)bound);
        value = size > 0 ? value[..(int)size] : [];
        return size >= 0 || LastError() is Errno.ENODATA or Errno.EOPNOTSUPP ? Errno.None : LastError();
    }

    /// <summary>Sets an extended attribute of an open file.</summary>
    public static Errno SetAttribute(FileDescriptor fd, string name, ReadOnlySpan<byte> value)
    {
        fixed (byte* attribute = Utf8(name))
        fixed (byte* buffer = value)
            return Answer(LibC.fsetxattr(fd.Number, attribute, buffer, (nuint)value.Length, 0));
    }

    /// <summary>Makes a symbolic link.</summary>
    public static Errno MakeSymbolicLink(string target, FileDescriptor? directory, string path)
    {
        fixed (byte* to = Utf8(target))
        fixed (byte* name = Utf8(path))
            return Answer(LibC.symlinkat(to, At(directory), name));
    }

    /// <summary>Gives a file that was opened with <see cref="O_TMPFILE"/> a name.</summary>
    public static Errno Link(FileDescriptor fd, FileDescriptor directory, string path)
    {
        fixed (byte* empty = Utf8(""))
        fixed (byte* name = Utf8(path))
            return Answer(LibC.linkat(fd.Number, empty, directory.Number, name, AT_EMPTY_PATH));
    }

    /// <summary>Renames within a directory, replacing what has the new name.</summary>
    public static Errno Rename(FileDescriptor directory, string from, string to)
    {
        fixed (byte* source = Utf8(from))
        fixed (byte* target = Utf8(to))
            return Answer(LibC.renameat(directory.Number, source, directory.Number, target));
    }

    /// <summary>Removes a name of a file that is not a directory.</summary>
    public static Errno Unlink(FileDescriptor directory, string path)
    {
        fixed (byte* name = Utf8(path))
            return Answer(LibC.unlinkat(directory.Number, name, 0));
    }

    /// <summary>Removes an empty directory.</summary>
    public static Errno RemoveDirectory(FileDescriptor directory, string path)
    {
        fixed (byte* name = Utf8(path))
            return Answer(LibC.unlinkat(directory.Number, name, AT_REMOVEDIR));
    }

    /// <summary>The error of the last call.</summary>
    internal static Errno LastError() => (Errno)Marshal.GetLastPInvokeError();

    /// <summary>The answer of a call that returns nothing but success.</summary>
    internal static Errno Answer(nint result) => result >= 0 ? Errno.None : LastError();

    /// <summary>The number that stands for a directory in an <c>…at</c> call.</summary>
    internal static int At(FileDescriptor? directory) => directory?.Number ?? AT_FDCWD;

    /// <summary>A C string.</summary>
    internal static byte[] Utf8(string text)
    {
        var bytes = new byte[Encoding.UTF8.GetByteCount(text) + 1];
        Encoding.UTF8.GetBytes(text, bytes);
        return bytes;
    }
}
