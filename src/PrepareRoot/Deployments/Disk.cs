using System;
using PrepareRoot.Faults;
using PrepareRoot.Linux;
using PrepareRoot.Requests;

namespace PrepareRoot.Deployments;

/// <summary>
/// The disk at SYSROOT: a mount, or a directory on one. Its content is not trusted. Every path is
/// opened beneath its root, symbolic links are followed only where the format has them, and the
/// type of a file is checked before the file is opened for reading.
/// </summary>
internal sealed class Disk : IDisposable
{
    private const ulong Beneath = Files.RESOLVE_BENEATH | Files.RESOLVE_NO_MAGICLINKS;

    private Disk(string path, FileDescriptor root, FileStatus status)
    {
        Path = path;
        Root = root;
        Status = status;
    }

    /// <summary>SYSROOT: an absolute path without a trailing slash.</summary>
    public string Path { get; }

    /// <summary>SYSROOT, opened with O_PATH: the root of the disk.</summary>
    public FileDescriptor Root { get; }

    public FileStatus Status { get; }

    /// <summary>Opens the disk at <paramref name="path"/>.</summary>
    /// <param name="path">An absolute path. It must not be the root directory.</param>
    public static Result<Disk> Open(string path)
    {
        if (!OpenAnywhere(path).Try(out var disk, out var fault))
            return fault;
        // A path such as /sysroot/.. names / too.
        var errno = Files.Status(null, "/", out var own);
        var isOwnRoot = disk.Status.IsSameFile(own) && disk.Status.MountId == own.MountId;
        if (errno == Errno.None && !isOwnRoot)
            return disk;
        disk.Dispose();
        return errno != Errno.None
            ? errno.ToFault(FaultCode.SysrootMissing, disk.Path)
            : new Fault(FaultCode.Usage, "SYSROOT must not be the root directory, but is '" + path + "'");
    }

    /// <summary>Opens a disk that may also be the root of the running system.</summary>
    /// <param name="path">An absolute path.</param>
    internal static Result<Disk> OpenAnywhere(string path)
    {
        var trimmed = path.TrimEnd('/');
        var errno = Files.Open(null, trimmed.Length == 0 ? "/" : trimmed, Files.O_PATH | Files.O_DIRECTORY, 0, out var root);
        if (errno != Errno.None)
            return errno.ToFault(FaultCode.SysrootMissing, trimmed);
        errno = Files.Status(root, "", out var status);
        if (errno == Errno.None)
            return new Disk(trimmed, root, status);
        root.Dispose();
        return errno.ToFault(FaultCode.SysrootMissing, trimmed);
    }

    /// <summary>
    /// The same disk with another path for messages. Only one of both is disposed.
    /// </summary>
    internal Disk ShownAs(string path) => new(path, Root, Status);

    /// <summary>
    /// Returns a fault if SYSROOT is neither a mount point nor a directory that holds deployments.
    /// Where the initramfs failed to mount the disk, it is an empty directory of the initramfs.
    /// </summary>
    /// <param name="backend">The layout that the disk must have.</param>
    public Fault? RefuseUnmounted(Backend backend)
    {
        if (Status.IsMountRoot)
            return null;
        if (OpenDirectory(backend.Deployments, links: false, FaultCode.SysrootNotMounted).Try(out var deployments, out var fault))
            deployments.Dispose();
        return fault?.Code == FaultCode.SysrootNotMounted
            ? new Fault(fault.Code, Path + " is a directory, but nothing is mounted there, and it has no " + backend.Deployments)
            : fault;
    }

    /// <summary>
    /// Returns a fault if an overlay is mounted at SYSROOT, or if that can't be determined. Either
    /// another program prepared the root, or the record of an earlier run was removed.
    /// </summary>
    public Fault? RefuseForeign()
    {
        const uint OVERLAYFS_SUPER_MAGIC = 0x794c7630; // linux/magic.h
        // The directories of an overlay have an anonymous device number
        // (Documentation/filesystems/overlayfs.rst), as btrfs has.
        if (!Status.Device.IsAnonymous)
            return null;
        var errno = FileSystems.Magic(Root, out var magic);
        if (errno != Errno.None)
            return Unreadable(errno, "");
        return magic == OVERLAYFS_SUPER_MAGIC
            ? new Fault(FaultCode.SysrootForeign, Path + " is an overlay, and /run/prepare-root.json does not describe it")
            : null;
    }

    /// <summary>The path of a file on the disk, for messages: below SYSROOT.</summary>
    public string Show(string path) => path.Length == 0 ? Path : Path + "/" + path;

    /// <summary>The fault for an error while reading the disk.</summary>
    public Fault Unreadable(Errno errno, string path) => errno.ToFault(FaultCode.DiskUnreadable, Show(path));

    /// <summary>
    /// Opens a file of any type with O_PATH, which neither reads it nor opens a device.
    /// </summary>
    /// <param name="path">Relative to the root of the disk.</param>
    /// <param name="links">
    /// Whether symbolic links on this path are followed. Their targets must be beneath the root,
    /// too.
    /// </param>
    /// <param name="missing">The fault code if the file is missing.</param>
    public Result<FileDescriptor> OpenPath(string path, bool links, FaultCode missing)
    {
        var errno = Locate(path, links, 0, out var file);
        return errno == Errno.None ? file : NotLocated(errno, path, links, missing);
    }

    /// <summary>Opens a directory with O_PATH.</summary>
    /// <param name="path">Relative to the root of the disk.</param>
    /// <param name="links">As in <see cref="OpenPath"/>.</param>
    /// <param name="missing">
    /// The fault code if the directory is missing or is not a directory.
    /// </param>
    public Result<FileDescriptor> OpenDirectory(string path, bool links, FaultCode missing)
    {
        var errno = Locate(path, links, Files.O_DIRECTORY, out var directory);
        return errno switch
        {
            Errno.None => directory,
            Errno.ENOTDIR => NotDirectory(path, links, missing),
            _ => NotLocated(errno, path, links, missing),
        };
    }

    /// <summary>
    /// Opens a regular file for reading. A file of another type is never opened for reading.
    /// </summary>
    /// <param name="path">Relative to the root of the disk.</param>
    /// <param name="links">As in <see cref="OpenPath"/>.</param>
    /// <param name="missing">The fault if there is none.</param>
    /// <param name="notRegular">The fault code if the file is not a regular file.</param>
    /// <param name="status">The status of the file.</param>
    public Result<FileDescriptor> OpenRegular(
        string path, bool links, FaultCode missing, FaultCode notRegular, out FileStatus status)
    {
        status = default;
        if (!OpenPath(path, links, missing).Try(out var located, out var fault))
            return fault;
        using (located)
        {
            if (!StatusOf(located, path).Try(out status, out fault))
                return fault;
            if (status.Type != FileType.Regular)
                return new Fault(notRegular, Show(path) + " must be a regular file, but is " + status.TypeText);
            var errno = Files.Open(null, located.ProcPath, Files.O_RDONLY | Files.O_NOCTTY | Files.O_NONBLOCK, 0, out var file);
            return errno switch
            {
                Errno.None => file,
                Errno.ENOPKG => new Fault(
                    FaultCode.DiskUnreadable,
                    Show(path) + ": the kernel lacks the hash of its fs-verity (the initramfs may need the module sha512_generic)"),
                // The file itself is there: it is open.
                Errno.ENOENT => errno.ToFault(FaultCode.InitramfsUnreadable, located.ProcPath),
                _ => Unreadable(errno, path),
            };
        }
    }

    /// <summary>Reads a whole regular file.</summary>
    /// <param name="path">
    /// Relative to the root of the disk. Symbolic links are not followed.
    /// </param>
    /// <param name="bound">
    /// The maximum size in bytes. The size is checked before the file is read.
    /// </param>
    /// <param name="missing">The fault if there is none.</param>
    /// <param name="invalid">
    /// The fault code if the file is not a regular file or is too large.
    /// </param>
    public Result<byte[]> ReadRegular(string path, ulong bound, FaultCode missing, FaultCode invalid)
    {
        if (!OpenRegular(path, links: false, missing, invalid, out var status).Try(out var file, out var fault))
            return fault;
        using (file)
        {
            if (status.Size > bound)
            {
                return new Fault(
                    invalid, Show(path) + " has " + status.Size.Text() + " bytes, more than the maximum of " + bound.Text());
            }
            var content = new byte[status.Size];
            var errno = Files.ReadAt(file, content, 0, out var count);
            if (errno != Errno.None)
                return Unreadable(errno, path);
            return count == content.Length ? content : content[..count];
        }
    }

    public Result<FileStatus> StatusOf(FileDescriptor fd, string path)
    {
        var errno = Files.Status(fd, "", out var status);
        return errno == Errno.None ? status : Unreadable(errno, path);
    }

    /// <inheritdoc/>
    public void Dispose() => Root.Dispose();

    private Errno Locate(string path, bool links, ulong flags, out FileDescriptor file)
    {
        // Not O_NOFOLLOW: together with O_PATH it opens a link at the end of the path itself.
        var resolve = links ? Beneath : Beneath | Files.RESOLVE_NO_SYMLINKS;
        return Files.Open(Root, path.Length == 0 ? "." : path, Files.O_PATH | flags, resolve, out file);
    }

    private Fault NotLocated(Errno errno, string path, bool links, FaultCode missing) => errno switch
    {
        Errno.ENOENT or Errno.ENOTDIR => errno.ToFault(missing, Show(path)),
        Errno.EXDEV => new Fault(FaultCode.PathRefused, Show(path) + " has a link that leaves " + Path),
        Errno.ELOOP => new Fault(
            FaultCode.PathRefused, Show(path) + (links ? " has a loop of links" : " has a symbolic link where none is allowed")),
        _ => Unreadable(errno, path),
    };

    // Says what is there instead. It may also be a directory on the way that is none.
    private Fault NotDirectory(string path, bool links, FaultCode missing)
    {
        if (!OpenPath(path, links, missing).Try(out var file, out var fault))
            return fault;
        using (file)
        {
            return StatusOf(file, path).Try(out var status, out fault)
                ? new Fault(missing, Show(path) + " must be a directory, but is " + status.TypeText)
                : fault;
        }
    }
}
