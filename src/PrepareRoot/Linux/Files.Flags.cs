using System.Runtime.InteropServices;

namespace PrepareRoot.Linux;

/// <summary>
/// Flags of <c>openat2</c>: <c>asm-generic/fcntl.h</c>, <c>linux/openat2.h</c>. The numbers of two
/// differ on arm64 (<c>arch/arm64/include/uapi/asm/fcntl.h</c>), where the usual ones mean O_DIRECT
/// and O_LARGEFILE. The compiler knows the processor: the others' numbers are not in the program.
/// </summary>
internal static unsafe partial class Files
{
    /// <summary>O_RDONLY of <c>asm-generic/fcntl.h</c>.</summary>
    public const ulong O_RDONLY = 0;

    /// <summary>O_RDWR.</summary>
    public const ulong O_RDWR = 2;

    /// <summary>O_CREAT: a missing file is created.</summary>
    public const ulong O_CREAT = 0x40;

    /// <summary>O_EXCL: with O_CREAT, a file that exists is EEXIST.</summary>
    public const ulong O_EXCL = 0x80;

    /// <summary>O_NOCTTY: a terminal does not become the controlling terminal.</summary>
    public const ulong O_NOCTTY = 0x100;

    /// <summary>O_NONBLOCK: opening a FIFO does not wait for its other end.</summary>
    public const ulong O_NONBLOCK = 0x800;

    /// <summary>O_DIRECTORY.</summary>
    public static ulong O_DIRECTORY => IsArm64 ? 0x4000UL : 0x10000UL;

    /// <summary>O_NOFOLLOW: the last component is not followed if it is a symbolic link.</summary>
    public static ulong O_NOFOLLOW => IsArm64 ? 0x8000UL : 0x20000UL;

    /// <summary>O_NOATIME: reading does not change the time of the last access.</summary>
    public const ulong O_NOATIME = 0x40000;

    /// <summary>
    /// O_PATH: the descriptor refers to a location in the tree. The file itself is not opened,
    /// which would have side effects for a FIFO or a device.
    /// </summary>
    public const ulong O_PATH = 0x200000;

    /// <summary>O_TMPFILE: a regular file without a name.</summary>
    public static ulong O_TMPFILE => 0x400000 | O_DIRECTORY;

    /// <summary>
    /// RESOLVE_NO_XDEV of <c>linux/openat2.h</c>: a path that enters another mount is EXDEV.
    /// </summary>
    public const ulong RESOLVE_NO_XDEV = 0x01;

    /// <summary>RESOLVE_NO_MAGICLINKS of <c>linux/openat2.h</c>.</summary>
    public const ulong RESOLVE_NO_MAGICLINKS = 0x02;

    /// <summary>RESOLVE_NO_SYMLINKS: a symbolic link anywhere in the path is ELOOP.</summary>
    public const ulong RESOLVE_NO_SYMLINKS = 0x04;

    /// <summary>RESOLVE_BENEATH: a path that leaves the directory is EXDEV.</summary>
    public const ulong RESOLVE_BENEATH = 0x08;

    /// <summary>
    /// RESOLVE_IN_ROOT: the directory is the root for the path and its symbolic links.
    /// </summary>
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

    private static bool IsArm64 => RuntimeInformation.ProcessArchitecture == Architecture.Arm64;
}
