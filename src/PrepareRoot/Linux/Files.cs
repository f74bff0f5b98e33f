using System.Runtime.InteropServices;
using System.Text;

namespace PrepareRoot.Linux;

/// <summary>
/// Files and directories. A path is relative to an open directory or, if that is null, to the
/// working directory of the process.
/// </summary>
internal static unsafe partial class Files
{
    // openat2 returns EAGAIN while anything on the machine is renamed, mounted or unmounted. The end
    // of a namespace with thousands of mounts takes milliseconds; this many calls, a tenth of a second.
    private const int RaceRetries = 100_000;

    /// <summary>Opens with <c>openat2</c>.</summary>
    /// <param name="directory">
    /// The directory that <paramref name="path"/> is relative to; null: the working directory.
    /// </param>
    /// <param name="path">
    /// The path; may be absolute if <paramref name="directory"/> is null.
    /// </param>
    /// <param name="flags">O_… flags. O_CLOEXEC is added.</param>
    /// <param name="resolve">RESOLVE_… flags.</param>
    /// <param name="fd">The open file if the result is <see cref="Errno.None"/>.</param>
    /// <param name="mode">The permissions of a file that is created.</param>
    public static Errno Open(
        FileDescriptor? directory, string path, ulong flags, ulong resolve, out FileDescriptor fd, ulong mode = 0)
    {
        // struct open_how of linux/openat2.h: flags, mode, resolve.
        var how = stackalloc ulong[3] { flags | O_CLOEXEC, mode, resolve };
        fixed (byte* name = Utf8(path))
            return Open(At(directory), name, how, out fd);
    }

    private static Errno Open(int directory, byte* name, ulong* how, out FileDescriptor fd)
    {
        for (var attempt = 0; ; attempt++)
        {
            var number = LibC.syscall(LibC.SYS_openat2, directory, (nint)name, (nint)how, 3 * sizeof(ulong), 0);
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

    /// <summary>
    /// The status of a file. A symbolic link is not followed. An empty path means the open file
    /// itself. ENOSYS: the kernel does not say where mounts are (before Linux 5.8).
    /// </summary>
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
        // Where statx fails with ENOSYS, glibc calls fstatat, which knows nothing about mounts.
        if ((buffer.Mask & STATX_MNT_ID) == 0 || (buffer.AttributesMask & STATX_ATTR_MOUNT_ROOT) == 0)
        {
            status = default;
            return Errno.ENOSYS;
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

    /// <summary>
    /// Locks an open file or directory for this process alone (<c>flock(2)</c>). Waits for another
    /// process that holds the lock.
    /// </summary>
    public static Errno Lock(FileDescriptor fd)
    {
        const int LOCK_EX = 2; // asm-generic/fcntl.h
        Errno errno;
        do
            errno = ErrnoOf(LibC.flock(fd.Number, LOCK_EX));
        while (errno == Errno.EINTR);
        return errno;
    }

    /// <summary>The errno of the last call.</summary>
    internal static Errno LastError() => (Errno)Marshal.GetLastPInvokeError();

    /// <summary>The errno of a call that returned this result.</summary>
    internal static Errno ErrnoOf(nint result) => result >= 0 ? Errno.None : LastError();

    /// <summary>The directory argument of an <c>…at</c> call.</summary>
    internal static int At(FileDescriptor? directory) => directory?.Number ?? AT_FDCWD;

    /// <summary>A C string: UTF-8, terminated by a NUL.</summary>
    internal static byte[] Utf8(string text)
    {
        var bytes = new byte[Encoding.UTF8.GetByteCount(text) + 1];
        Encoding.UTF8.GetBytes(text, bytes);
        return bytes;
    }
}
