using System.Runtime.InteropServices;

namespace PrepareRoot.Linux;

/// <summary>
/// The result of a system call: <see cref="None"/>, or its errno. The numbers are from
/// <c>asm-generic/errno-base.h</c> and <c>asm-generic/errno.h</c>. Only those that the program
/// distinguishes have names here.
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
    /// Input/output error. Reading a block that does not match the file's fs-verity returns it too.
    /// </summary>
    EIO = 5,

    /// <summary>
    /// Try again. <c>openat2</c> returns it if a rename raced with a lookup beneath a directory.
    /// </summary>
    EAGAIN = 11,

    /// <summary>Permission denied.</summary>
    EACCES = 13,

    /// <summary>A block device is required.</summary>
    ENOTBLK = 15,

    /// <summary>Device or resource busy.</summary>
    EBUSY = 16,

    /// <summary>File exists.</summary>
    EEXIST = 17,

    /// <summary>
    /// Cross-device link. <c>openat2</c> returns it if a path leaves the directory that it must
    /// stay beneath.
    /// </summary>
    EXDEV = 18,

    /// <summary>Not a directory.</summary>
    ENOTDIR = 20,

    /// <summary>Is a directory.</summary>
    EISDIR = 21,

    /// <summary>Invalid argument.</summary>
    EINVAL = 22,

    /// <summary>The file system does not support the ioctl.</summary>
    ENOTTY = 25,

    /// <summary>Read-only file system.</summary>
    EROFS = 30,

    /// <summary>Broken pipe: the read end is closed.</summary>
    EPIPE = 32,

    /// <summary>The kernel has no such system call.</summary>
    ENOSYS = 38,

    /// <summary>Too many symbolic links, or a symbolic link where none is allowed.</summary>
    ELOOP = 40,

    /// <summary>
    /// No data. <c>FS_IOC_MEASURE_VERITY</c> returns it for a file without fs-verity.
    /// </summary>
    ENODATA = 61,

    /// <summary>
    /// Package not installed. Opening a file with fs-verity returns it if the kernel lacks the
    /// hash.
    /// </summary>
    ENOPKG = 65,

    /// <summary>Value too large.</summary>
    EOVERFLOW = 75,

    /// <summary>Operation not supported.</summary>
    EOPNOTSUPP = 95,

    /// <summary>
    /// Structure needs cleaning: a file system, such as EROFS, found damage in its own metadata.
    /// </summary>
    EUCLEAN = 117,
}

/// <summary>The message of an <see cref="Errno"/>.</summary>
internal static partial class ErrnoMessage
{
    /// <summary>Whether what was read is damaged, or can't be read at all.</summary>
    public static bool MeansDamage(this Errno errno) => errno is Errno.EIO or Errno.EUCLEAN;

    /// <summary>The text of <c>strerror(3)</c>: "No such file or directory".</summary>
    public static string Message(this Errno errno) => Marshal.PtrToStringUTF8(LibC.strerror((int)errno)) ?? "unknown error";
}
