using System;
using System.Collections.Generic;
using PrepareRoot.Faults;
using PrepareRoot.Linux;

namespace PrepareRoot.Mounting;

/// <summary>
/// A root on a tmpfs that replaces the initramfs when the kernel mounted the disk at <c>/</c>. It
/// has the disk at <see cref="Sysroot"/>, and <c>/proc</c>, <c>/dev</c> and <c>/run</c>. So the
/// boot sequence runs in it as it does in an initramfs.
/// </summary>
internal sealed class InMemoryRoot : IDisposable
{
    /// <summary>The mount point of the disk.</summary>
    public const string Sysroot = "/sysroot";

    private const string Context = "as PID 1 without an initramfs: ";
    private const ulong Beneath = Files.RESOLVE_BENEATH | Files.RESOLVE_NO_SYMLINKS;

    private readonly List<(string Name, FileDescriptor Mount)> _movedMounts = [];

    private InMemoryRoot()
    {
    }

    /// <summary>Mounts it and makes it the root.</summary>
    public static Result<InMemoryRoot> Enter()
    {
        var memoryRoot = new InMemoryRoot();
        var fault = RefuseInitramfs() ?? PivotToMemory() ?? memoryRoot.CloneMounts() ?? MountAt("proc", "/proc") ?? MountAt("devtmpfs", "/dev") ?? memoryRoot.MountRun();
        if (fault is null)
            return memoryRoot;
        memoryRoot.Dispose();
        return fault;
    }

    /// <summary>
    /// Makes the new root at <see cref="Sysroot"/> the root of the namespace and detaches the
    /// tmpfs. <c>/run</c>, which has the record, moves to the new root, and so does everything that
    /// was mounted at the disk's <c>/dev</c>, <c>/proc</c> and <c>/sys</c> before. The <c>/proc</c>
    /// and <c>/dev</c> that <see cref="Enter"/> mounted do not.
    /// </summary>
    public Fault? Leave()
    {
        if (WriteVarMarker() is { } unwritten)
            return unwritten;
        var errno = Files.Open(null, Sysroot, Files.O_PATH | Files.O_DIRECTORY, 0, out var root);
        if (errno != Errno.None)
            return Failed(Sysroot, errno);
        using (root)
        {
            foreach (var (name, mount) in _movedMounts)
            {
                errno = Files.Open(root, name, Files.O_PATH | Files.O_DIRECTORY, Beneath, out var mountPoint);
                if (errno != Errno.None)
                    return errno.ToFault(FaultCode.MountPointMissing, "the new root has no directory /" + name);
                using (mountPoint)
                    errno = Mounts.Attach(mount, mountPoint);
                if (errno != Errno.None)
                    return Failed("/" + name + " can't be moved to the new root", errno);
            }
            errno = Mounts.PivotRoot(root, ".");
            if (errno == Errno.None)
                errno = Mounts.Detach(".");
            return errno == Errno.None ? null : Failed("the new root can't become /", errno);
        }
    }

    // If / is a tmpfs or ramfs, this is PID 1 of an initramfs, and the disk is not at /.
    private static Fault? RefuseInitramfs()
    {
        const uint RAMFS_MAGIC = 0x858458f6; // linux/magic.h
        const uint TMPFS_MAGIC = 0x01021994;
        var errno = Files.Open(null, "/", Files.O_PATH | Files.O_DIRECTORY, 0, out var root);
        if (errno != Errno.None)
            return Failed("/", errno);
        using (root)
        {
            errno = FileSystems.Magic(root, out var magic);
            if (errno != Errno.None)
                return Failed("/", errno);
            return magic is RAMFS_MAGIC or TMPFS_MAGIC
                ? new Fault(FaultCode.SysrootNotMounted, Context + "/ is a tmpfs or ramfs, not a disk; run prepare-root SYSROOT from the init of the initramfs")
                : null;
        }
    }

    // Mounts a tmpfs on top of the disk, then pivots to it with the disk at /sysroot.
    private static Fault? PivotToMemory()
    {
        if (!New("tmpfs", 0).MakeAt("/").Try(out var memory, out var fault))
            return fault;
        using (memory)
        {
            var errno = Errno.None;
            foreach (var name in (ReadOnlySpan<string>)["sysroot", "proc", "dev", "run"])
            {
                if (errno == Errno.None)
                    errno = Files.MakeDirectory(memory, name, Permissions.Directory);
            }
            if (errno == Errno.None)
                errno = Mounts.PivotRoot(memory, "sysroot");
            return errno == Errno.None ? null : Failed("pivot_root from the disk to a tmpfs", errno);
        }
    }

    // The kernel may have mounted devtmpfs at /dev. A program that started this one may have
    // mounted all three.
    private Fault? CloneMounts()
    {
        foreach (var name in (ReadOnlySpan<string>)["dev", "proc", "sys"])
        {
            var errno = Files.Open(null, Sysroot + "/" + name, Files.O_PATH | Files.O_DIRECTORY | Files.O_NOFOLLOW, 0, out var directory);
            if (errno is Errno.ENOENT or Errno.ENOTDIR)
                continue;
            if (errno != Errno.None)
                return Failed("/" + name, errno);
            using (directory)
            {
                errno = Files.Status(directory, "", out var status);
                if (errno != Errno.None)
                    return Failed("/" + name, errno);
                if (!status.IsMountRoot)
                    continue;
                errno = Mounts.Clone(directory, recursive: true, out var mount);
                if (errno != Errno.None)
                    return Failed("/" + name + " can't be cloned", errno);
                _movedMounts.Add((name, mount));
            }
        }
        return null;
    }

    private Fault? MountRun()
    {
        if (!New("tmpfs", Mounts.MOUNT_ATTR_NOSUID | Mounts.MOUNT_ATTR_NODEV).MakeAt("/run").Try(out var run, out var fault))
            return fault;
        _movedMounts.Add(("run", run));
        return null;
    }

    // Tells libostree's generator that /var and /boot are mounted already. There is no /run/ostree
    // if libostree does not manage the system.
    private static Fault? WriteVarMarker()
    {
        var path = "/run/" + TransientDirectories.MountVarMarker.Path;
        var errno = Files.Open(null, path, Files.O_RDWR | Files.O_CREAT, 0, out var marker, Permissions.File);
        if (errno == Errno.None)
            marker.Dispose();
        return errno is Errno.None or Errno.ENOENT ? null : errno.ToFault(FaultCode.RecordUnwritable, path);
    }

    private static Fault? MountAt(string type, string path)
    {
        if (!New(type, 0).MakeAt(path).Try(out var mount, out var fault))
            return fault;
        mount.Dispose();
        return null;
    }

    private static NewMount New(string type, ulong attributes) => new(Context + "mount " + type, type)
    {
        Options = type == "tmpfs"
            ? new (string, string?)[] { ("source", type), ("mode", "0755") }
            : new (string, string?)[] { ("source", type) },
        Attributes = attributes,
    };

    private static Fault Failed(string what, Errno errno) => errno.ToFault(FaultCode.MountFailed, Context + what);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var (_, mount) in _movedMounts)
            mount.Dispose();
    }
}
