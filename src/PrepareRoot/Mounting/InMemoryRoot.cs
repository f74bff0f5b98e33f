using System;
using System.Collections.Generic;
using PrepareRoot.Faults;
using PrepareRoot.Linux;

namespace PrepareRoot.Mounting;

/// <summary>
/// Where the kernel had no initramfs and mounted the disk at <c>/</c>, one is made: a root in
/// memory, with the disk at <see cref="Sysroot"/> and what a program needs of <c>/proc</c>,
/// <c>/dev</c> and <c>/run</c>. So the rest is as everywhere else.
/// </summary>
internal sealed class InMemoryRoot : IDisposable
{
    /// <summary>Where the disk is in it.</summary>
    public const string Sysroot = "/sysroot";

    private const string Context = "as the first process, without an initramfs: ";
    private const ulong Beneath = Files.RESOLVE_BENEATH | Files.RESOLVE_NO_SYMLINKS;

    private readonly List<(string Name, FileDescriptor Mount)> _movedMounts = [];

    private InMemoryRoot()
    {
    }

    /// <summary>Makes it, and makes it the root.</summary>
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
    /// Leaves it for the new root, which is at <see cref="Sysroot"/> then, and lets go of it. Along
    /// go <c>/run</c>, with the record in it, and what was mounted on the disk for the system that
    /// is to start; not the <c>/proc</c> and <c>/dev</c> that were only needed here.
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
                    return Failed("/" + name + " can't be handed on", errno);
            }
            errno = Mounts.PivotRoot(root, ".");
            if (errno == Errno.None)
                errno = Mounts.Detach(".");
            return errno == Errno.None ? null : Failed("the new root can't become /", errno);
        }
    }

    // An initramfs whose first process this is has no disk at / to take.
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
                ? new Fault(FaultCode.SysrootNotMounted, Context + "/ is memory, not a disk; let the init of the initramfs run prepare-root SYSROOT")
                : null;
        }
    }

    // A root in memory on top of the disk; then the two change places.
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
            return errno == Errno.None ? null : Failed("the disk at / can't give way to a root in memory", errno);
        }
    }

    // /dev is the kernel's doing; a program that started this one may have mounted all of them.
    private Fault? CloneMounts()
    {
        foreach (var name in (ReadOnlySpan<string>)["dev", "proc", "sys"])
        {
            var errno = Files.Open(null, Sysroot + "/" + name, Files.O_PATH | Files.O_DIRECTORY | Files.O_NOFOLLOW, 0, out var directory);
            if (errno != Errno.None)
                continue;
            using (directory)
            {
                errno = Files.Status(directory, "", out var status);
                if (errno != Errno.None || !status.IsMountRoot)
                    continue;
                errno = Mounts.Clone(directory, recursive: true, out var mount);
                if (errno != Errno.None)
                    return Failed("/" + name + " can't be kept", errno);
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

    // For libostree's generator, where /run/ostree says that this is its system: /var and /boot are
    // mounted already.
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
