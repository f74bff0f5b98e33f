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

    /// <summary>MS_PRIVATE: mounts and unmounts neither come in nor go out.</summary>
    public const ulong MS_PRIVATE = 1 << 18;

    /// <summary>MS_SHARED: what is mounted below is seen wherever the mount is bound.</summary>
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

    /// <summary>
    /// Puts this thread into a mount namespace of its own, a copy of the one it was in.
    /// </summary>
    public static Errno Unshare() => Files.ErrnoOf(LibC.unshare(CLONE_NEWNS));

    /// <summary>
    /// Goes (back) into a mount namespace. Root and working directory become those of the
    /// namespace.
    /// </summary>
    public static Errno Enter(FileDescriptor mountNamespace) => Files.ErrnoOf(LibC.setns(mountNamespace.Number, CLONE_NEWNS));

    /// <summary>Makes an open directory the root of what this thread sees.</summary>
    public static Errno ChangeRoot(FileDescriptor root)
    {
        if (LibC.fchdir(root.Number) != 0)
            return Files.LastError();
        fixed (byte* here = Files.Utf8("."))
            return Files.ErrnoOf(LibC.chroot(here));
    }

    /// <summary>
    /// Makes a mount the root of the namespace and of every process in it that had the old one, and
    /// of this thread's working directory.
    /// </summary>
    /// <param name="mount">Its root.</param>
    /// <param name="putOld">
    /// Where the old one goes: relative to the new one; <c>.</c> stacks it on top, for
    /// <see cref="Detach"/> to take away.
    /// </param>
    public static Errno PivotRoot(FileDescriptor mount, string putOld)
    {
        if (LibC.fchdir(mount.Number) != 0)
            return Files.LastError();
        fixed (byte* here = Files.Utf8("."))
        fixed (byte* old = Files.Utf8(putOld))
            return Files.ErrnoOf(LibC.pivot_root(here, old));
    }

    /// <summary>
    /// A mount that is a copy of the one under an open directory, attached nowhere yet.
    /// </summary>
    /// <param name="directory">Its root.</param>
    /// <param name="recursive">With all that is mounted below.</param>
    /// <param name="clone">The copy.</param>
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
    /// Attaches a mount under the one whose root is the open directory, so that detaching that one
    /// brings it to light. EINVAL: older than Linux 6.5, or (before 7.0) its parent is the root of
    /// the namespace.
    /// </summary>
    public static Errno AttachBeneath(FileDescriptor mount, FileDescriptor target) => Move(mount, target, MOVE_MOUNT_BENEATH);

    /// <summary>Attaches a mount on top of what a path names, in one call.</summary>
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

    /// <summary>Changes attributes of a mount.</summary>
    /// <param name="mount">Its root, open.</param>
    /// <param name="set">MOUNT_ATTR_… to set.</param>
    /// <param name="clear">MOUNT_ATTR_… to clear.</param>
    /// <param name="propagation">MS_PRIVATE or MS_SHARED; 0 leaves it.</param>
    /// <param name="recursive">Also those of the mounts below.</param>
    public static Errno Change(FileDescriptor mount, ulong set, ulong clear, ulong propagation, bool recursive)
    {
        // struct mount_attr: attr_set, attr_clr, propagation, userns_fd.
        var attributes = stackalloc ulong[4] { set, clear, propagation, 0 };
        fixed (byte* empty = Files.Utf8(""))
        {
            return Files.ErrnoOf(LibC.syscall(
                LibC.SYS_mount_setattr,
                mount.Number,
                (nint)empty,
                AT_EMPTY_PATH | (recursive ? AT_RECURSIVE : 0),
                (nint)attributes,
                4 * sizeof(ulong)));
        }
    }

    /// <summary>
    /// Takes the topmost mount at a path out of the tree; it ends when its last user is gone.
    /// </summary>
    public static Errno Detach(string path)
    {
        fixed (byte* name = Files.Utf8(path))
            return Files.ErrnoOf(LibC.umount2(name, MNT_DETACH));
    }
}
