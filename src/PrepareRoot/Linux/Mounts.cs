namespace PrepareRoot.Linux;

/// <summary>Mounts and mount namespaces (<c>linux/mount.h</c>, <c>linux/sched.h</c>).</summary>
internal static unsafe class Mounts
{
    /// <summary>MOUNT_ATTR_RDONLY.</summary>
    public const ulong MOUNT_ATTR_RDONLY = 0x1;

    /// <summary>MOUNT_ATTR_NOSUID.</summary>
    public const ulong MOUNT_ATTR_NOSUID = 0x2;

    /// <summary>MOUNT_ATTR_NODEV.</summary>
    public const ulong MOUNT_ATTR_NODEV = 0x4;

    /// <summary>MS_PRIVATE: mount and unmount events are neither received nor sent.</summary>
    public const ulong MS_PRIVATE = 1 << 18;

    /// <summary>MS_SHARED: mount and unmount events propagate to all clones of the mount.</summary>
    public const ulong MS_SHARED = 1 << 20;

    private const int CLONE_NEWNS = 0x20000;
    private const nint OPEN_TREE_CLONE = 1;
    private const nint OPEN_TREE_CLOEXEC = 0x80000;
    private const nint AT_EMPTY_PATH = 0x1000;
    private const nint AT_RECURSIVE = 0x8000;
    private const nint MOVE_MOUNT_F_EMPTY_PATH = 0x4;
    private const nint MOVE_MOUNT_T_EMPTY_PATH = 0x40;
    private const nint MOVE_MOUNT_BENEATH = 0x200;
    private const int MNT_DETACH = 2;

    /// <summary>Moves this thread into a new mount namespace, a copy of the current one.</summary>
    public static Errno Unshare() => Files.ErrnoOf(LibC.unshare(CLONE_NEWNS));

    /// <summary>
    /// Enters a mount namespace. Root and working directory become the root of the namespace.
    /// </summary>
    public static Errno Enter(FileDescriptor mountNamespace) => Files.ErrnoOf(LibC.setns(mountNamespace.Number, CLONE_NEWNS));

    /// <summary>Makes an open directory the root and working directory of this thread.</summary>
    public static Errno ChangeRoot(FileDescriptor root)
    {
        if (LibC.fchdir(root.Number) != 0)
            return Files.LastError();
        fixed (byte* here = Files.Utf8("."))
            return Files.ErrnoOf(LibC.chroot(here));
    }

    /// <summary>
    /// Makes a mount the root of the namespace, and the root and working directory of every process
    /// in it that had the old root.
    /// </summary>
    /// <param name="mount">The root of the mount.</param>
    /// <param name="putOld">
    /// The new mount point of the old root, relative to the new root. With <c>.</c> the old root is
    /// stacked on top of the new one, and <see cref="Detach"/> removes it.
    /// </param>
    public static Errno PivotRoot(FileDescriptor mount, string putOld)
    {
        if (LibC.fchdir(mount.Number) != 0)
            return Files.LastError();
        fixed (byte* here = Files.Utf8("."))
        fixed (byte* old = Files.Utf8(putOld))
            return Files.ErrnoOf(LibC.pivot_root(here, old));
    }

    /// <summary>Makes a detached clone of a mount.</summary>
    /// <param name="directory">An open directory. It becomes the root of the clone.</param>
    /// <param name="recursive">Whether the mounts below it are cloned, too.</param>
    /// <param name="clone">The clone.</param>
    public static Errno Clone(FileDescriptor directory, bool recursive, out FileDescriptor clone)
    {
        nint number;
        fixed (byte* empty = Files.Utf8(""))
        {
            number = LibC.syscall(
                LibC.SYS_open_tree,
                directory.Number,
                (nint)empty,
                OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | AT_EMPTY_PATH | (recursive ? AT_RECURSIVE : 0),
                0,
                0);
        }
        clone = number < 0 ? null! : new FileDescriptor((int)number);
        return Files.ErrnoOf(number);
    }

    /// <summary>Attaches a mount on top of an open directory.</summary>
    public static Errno Attach(FileDescriptor mount, FileDescriptor target) => Move(mount, target, 0);

    /// <summary>
    /// Attaches a mount beneath the mount whose root is the open directory. Detaching the upper
    /// mount then uncovers it. EINVAL: the kernel is older than Linux 6.5, or (before 7.0) the
    /// parent mount is the root of the namespace.
    /// </summary>
    public static Errno AttachBeneath(FileDescriptor mount, FileDescriptor target) => Move(mount, target, MOVE_MOUNT_BENEATH);

    /// <summary>Attaches a mount at a path, in one system call.</summary>
    public static Errno Attach(FileDescriptor mount, string path)
    {
        fixed (byte* empty = Files.Utf8(""))
        fixed (byte* name = Files.Utf8(path))
        {
            return Files.ErrnoOf(LibC.syscall(
                LibC.SYS_move_mount, mount.Number, (nint)empty, Files.At(null), (nint)name, MOVE_MOUNT_F_EMPTY_PATH));
        }
    }

    private static Errno Move(FileDescriptor mount, FileDescriptor target, nint flags)
    {
        fixed (byte* empty = Files.Utf8(""))
        {
            return Files.ErrnoOf(LibC.syscall(
                LibC.SYS_move_mount,
                mount.Number,
                (nint)empty,
                target.Number,
                (nint)empty,
                flags | MOVE_MOUNT_F_EMPTY_PATH | MOVE_MOUNT_T_EMPTY_PATH));
        }
    }

    /// <summary>Changes the attributes and the propagation of a mount.</summary>
    /// <param name="mount">The open root of the mount.</param>
    /// <param name="set">MOUNT_ATTR_… to set.</param>
    /// <param name="clear">MOUNT_ATTR_… to clear.</param>
    /// <param name="propagation">MS_PRIVATE, MS_SHARED, or 0: it stays as it is.</param>
    public static Errno Change(FileDescriptor mount, ulong set, ulong clear, ulong propagation) =>
        SetAttributes(mount, "", AT_EMPTY_PATH, set, clear, propagation);

    /// <summary>
    /// Makes the mount at a path and all mounts below it private: mount and unmount events are neither
    /// received nor sent (MS_PRIVATE).
    /// </summary>
    public static Errno MakePrivate(string path) => SetAttributes(null, path, AT_RECURSIVE, 0, 0, MS_PRIVATE);

    private static Errno SetAttributes(FileDescriptor? directory, string path, nint flags, ulong set, ulong clear, ulong propagation)
    {
        // struct mount_attr: attr_set, attr_clr, propagation, userns_fd.
        var attributes = stackalloc ulong[4] { set, clear, propagation, 0 };
        fixed (byte* name = Files.Utf8(path))
        {
            return Files.ErrnoOf(LibC.syscall(
                LibC.SYS_mount_setattr, Files.At(directory), (nint)name, flags, (nint)attributes, 4 * sizeof(ulong)));
        }
    }

    /// <summary>
    /// Detaches the topmost mount at a path (MNT_DETACH). The kernel unmounts it after its last
    /// use.
    /// </summary>
    public static Errno Detach(string path)
    {
        fixed (byte* name = Files.Utf8(path))
            return Files.ErrnoOf(LibC.umount2(name, MNT_DETACH));
    }
}
