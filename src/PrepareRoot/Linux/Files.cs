using System.Runtime.InteropServices;
using System.Text;

namespace PrepareRoot.Linux;

/// <summary>
/// Files and directories. A path is relative to an open directory or, where that is null, as the
/// process sees it.
/// </summary>
internal static unsafe partial class Files
{
    // openat2 answers EAGAIN while a rename elsewhere races with it; nothing renames for long in an
    // initramfs.
    private const int RaceRetries = 32;

    /// <summary>Opens with <c>openat2</c>.</summary>
    /// <param name="directory">
    /// Where <paramref name="path"/> starts; null: as the process sees it.
    /// </param>
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

    /// <summary>
    /// What a name stands for; a link is not followed. An empty path means the open file itself.
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

    /// <summary>The error of the last call.</summary>
    internal static Errno LastError() => (Errno)Marshal.GetLastPInvokeError();

    /// <summary>The answer of a call that returns nothing but success.</summary>
    internal static Errno ErrnoOf(nint result) => result >= 0 ? Errno.None : LastError();

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
