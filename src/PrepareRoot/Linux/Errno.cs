using System.Runtime.InteropServices;

namespace PrepareRoot.Linux;

/// <summary>
/// What a system call answers: <see cref="None"/>, or why not. Numbers from
/// <c>asm-generic/errno-base.h</c> and <c>asm-generic/errno.h</c>; only those that the program
/// tells apart have names here.
/// </summary>
internal enum Errno
{
    /// <summary>The call succeeded.</summary>
    None = 0,

    /// <summary>Operation not permitted.</summary>
    EPERM = 1,

    /// <summary>No such file or directory.</summary>
    ENOENT = 2,

    /// <summary>Interrupted by a signal.</summary>
    EINTR = 4,

    /// <summary>
    /// Try again; <c>openat2</c> says so when a rename raced with a lookup beneath a directory.
    /// </summary>
    EAGAIN = 11,

    /// <summary>A block device is required.</summary>
    ENOTBLK = 15,

    /// <summary>Device or resource busy.</summary>
    EBUSY = 16,

    /// <summary>File exists.</summary>
    EEXIST = 17,

    /// <summary>A path that must stay beneath a directory leaves it.</summary>
    EXDEV = 18,

    /// <summary>Not a directory.</summary>
    ENOTDIR = 20,

    /// <summary>Invalid argument.</summary>
    EINVAL = 22,

    /// <summary>The file system has no such ioctl.</summary>
    ENOTTY = 25,

    /// <summary>Read-only file system.</summary>
    EROFS = 30,

    /// <summary>Nobody reads the pipe any more.</summary>
    EPIPE = 32,

    /// <summary>The kernel has no such system call.</summary>
    ENOSYS = 38,

    /// <summary>Too many symbolic links, or one where none is allowed.</summary>
    ELOOP = 40,

    /// <summary>
    /// No data; <c>FS_IOC_MEASURE_VERITY</c> says so of a file without fs-verity.
    /// </summary>
    ENODATA = 61,

    /// <summary>
    /// Package not installed; opening a file with fs-verity says so where the kernel lacks its
    /// hash.
    /// </summary>
    ENOPKG = 65,

    /// <summary>Value too large.</summary>
    EOVERFLOW = 75,

    /// <summary>Operation not supported.</summary>
    EOPNOTSUPP = 95,
}

/// <summary>The words of the system for an <see cref="Errno"/>.</summary>
internal static partial class ErrnoMessage
{
    /// <summary>What <c>strerror</c> calls it: "No such file or directory".</summary>
    public static string Message(this Errno errno) => Marshal.PtrToStringUTF8(LibC.strerror((int)errno)) ?? "unknown error";
}
