using System.Runtime.InteropServices;

namespace PrepareRoot.Linux;

/// <summary>
/// The C library. System calls that every supported C library wraps are called by name. Newer ones
/// are called through <c>syscall</c>: their numbers are the same on every architecture
/// (<c>asm-generic/unistd.h</c>, from 424 on).
/// </summary>
internal static unsafe partial class LibC
{
    internal const nint SYS_open_tree = 428;
    internal const nint SYS_move_mount = 429;
    internal const nint SYS_fsopen = 430;
    internal const nint SYS_fsconfig = 431;
    internal const nint SYS_fsmount = 432;
    internal const nint SYS_openat2 = 437;
    internal const nint SYS_mount_setattr = 442;

    [LibraryImport("libc", SetLastError = true)]
    internal static partial nint syscall(nint number, nint a, nint b, nint c, nint d, nint e);

    [LibraryImport("libc")]
    internal static partial nint strerror(int errno);

    [LibraryImport("libc")]
    internal static partial uint geteuid();

    [LibraryImport("libc", SetLastError = true)]
    internal static partial byte* getcwd(byte* buffer, nuint size);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int close(int fd);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int statx(int directory, byte* path, int flags, uint mask, StatxBuffer* buffer);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int fstatfs(int fd, byte* buffer);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial nint read(int fd, byte* buffer, nuint count);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial nint pread(int fd, byte* buffer, nuint count, long offset);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial nint write(int fd, byte* buffer, nuint count);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int fsync(int fd);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial nint readlinkat(int directory, byte* path, byte* buffer, nuint size);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial nint getdents64(int fd, byte* buffer, nuint size);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int mkdirat(int directory, byte* path, uint mode);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int fchmod(int fd, uint mode);

    [LibraryImport("libc")]
    internal static partial uint umask(uint mask);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int fchown(int fd, uint owner, uint group);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial nint fgetxattr(int fd, byte* name, byte* value, nuint size);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int fsetxattr(int fd, byte* name, byte* value, nuint size, int flags);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial nint llistxattr(byte* path, byte* list, nuint size);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial nint lgetxattr(byte* path, byte* name, byte* value, nuint size);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int lsetxattr(byte* path, byte* name, byte* value, nuint size, int flags);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int fchownat(int directory, byte* path, uint owner, uint group, int flags);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int syncfs(int fd);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int flock(int fd, int operation);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial byte* mkdtemp(byte* template);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int symlinkat(byte* target, int directory, byte* path);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int linkat(int fromDirectory, byte* from, int toDirectory, byte* to, int flags);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int renameat2(int fromDirectory, byte* from, int toDirectory, byte* to, uint flags);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int unlinkat(int directory, byte* path, int flags);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int fchdir(int fd);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int chroot(byte* path);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int unshare(int flags);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int setns(int fd, int type);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int umount2(byte* path, int flags);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int pivot_root(byte* newRoot, byte* putOld);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int ioctl(int fd, nuint request, nint argument);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int socket(int domain, int type, int protocol);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial nint sendto(int fd, byte* buffer, nuint size, int flags, byte* address, uint addressSize);

    [LibraryImport("libc")]
    internal static partial int posix_spawn(int* pid, byte* path, void* actions, void* attributes, byte** arguments, byte** environment);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int execv(byte* path, byte** arguments);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial nint signal(int signal, nint handler);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int tcdrain(int fd);

    [LibraryImport("libc")]
    internal static partial int getpid();

    [LibraryImport("libc")]
    internal static partial nint time(nint zero);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int waitpid(int pid, int* status, int options);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int kill(int pid, int signal);
}
