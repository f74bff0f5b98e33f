using System;
using PrepareRoot.Faults;
using PrepareRoot.Linux;

namespace PrepareRoot.Deployments;

/// <summary>
/// The disk, as it is mounted at SYSROOT. Everything on it is hostile: every path is opened beneath
/// its root, symbolic links are followed only where the format has them, and the type of a file is
/// checked before it is opened for reading.
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

    /// <summary>SYSROOT: an absolute path without a slash at its end.</summary>
    public string Path { get; }

    /// <summary>Its root, opened with O_PATH.</summary>
    public FileDescriptor Root { get; }

    /// <summary>The status of its root.</summary>
    public FileStatus Status { get; }

    /// <summary>Opens the disk that is mounted at <paramref name="path"/>.</summary>
    public static Result<Disk> Open(string path)
    {
        var trimmed = path.TrimEnd('/');
        if (!path.StartsWith('/') || trimmed.Length == 0)
            return new Fault(FaultCode.Usage, "SYSROOT must be an absolute path other than /, but is '" + path + "'");
        var errno = Files.Open(null, trimmed, Files.O_PATH | Files.O_DIRECTORY, 0, out var root);
        if (errno != Errno.None)
            return errno.ToFault(FaultCode.SysrootMissing, trimmed);
        errno = Files.Status(root, "", out var status);
        if (errno == Errno.None && status.IsMountRoot)
            return new Disk(trimmed, root, status);
        root.Dispose();
        return errno != Errno.None
            ? errno.ToFault(FaultCode.SysrootMissing, trimmed)
            : new Fault(FaultCode.SysrootNotMounted, trimmed + " is a directory, but nothing is mounted there");
    }

    /// <summary>
    /// The fault if an overlay is mounted at SYSROOT: a root that another program prepared, or an
    /// earlier run whose record was removed.
    /// </summary>
    public Fault? RefuseForeign()
    {
        const uint OVERLAYFS_SUPER_MAGIC = 0x794c7630; // linux/magic.h
        return FileSystems.Magic(Root, out var magic) == Errno.None && magic == OVERLAYFS_SUPER_MAGIC
            ? new Fault(FaultCode.SysrootForeign, Path + " is an overlay, and /run/prepare-root.json does not describe it")
            : null;
    }

    /// <summary>The path of something on the disk as a message shows it.</summary>
    public string Show(string path) => path.Length == 0 ? Path : Path + "/" + path;

    /// <summary>The fault that reading something on the disk failed.</summary>
    public Fault Unreadable(Errno errno, string path) => errno.ToFault(FaultCode.DiskUnreadable, Show(path));

    /// <summary>Opens a file of any type with O_PATH: it is located, not opened.</summary>
    /// <param name="path">Relative to the root of the disk.</param>
    /// <param name="links">
    /// Whether the format has links on this path. They too stay beneath the root.
    /// </param>
    /// <param name="missing">The fault if there is no such file.</param>
    public Result<FileDescriptor> OpenPath(string path, bool links, FaultCode missing)
    {
        if (path.Length == 0)
            path = ".";
        // Not O_NOFOLLOW: together with O_PATH it opens a link at the end of the path itself.
        var resolve = links ? Beneath : Beneath | Files.RESOLVE_NO_SYMLINKS;
        var errno = Files.Open(Root, path, Files.O_PATH, resolve, out var file);
        return errno switch
        {
            Errno.None => file,
            Errno.ENOENT or Errno.ENOTDIR => errno.ToFault(missing, Show(path)),
            Errno.EXDEV => new Fault(FaultCode.PathRefused, Show(path) + " has a link that leaves " + Path),
            Errno.ELOOP => new Fault(
                FaultCode.PathRefused, Show(path) + (links ? " has a loop of links" : " has a symbolic link where none is allowed")),
            _ => Unreadable(errno, path),
        };
    }

    /// <summary>Opens a directory with O_PATH.</summary>
    /// <param name="path">Relative to the root of the disk.</param>
    /// <param name="links">As in <see cref="OpenPath"/>.</param>
    /// <param name="missing">The fault if there is none, or if it is something else.</param>
    public Result<FileDescriptor> OpenDirectory(string path, bool links, FaultCode missing)
    {
        if (!OpenPath(path, links, missing).Try(out var directory, out var fault))
            return fault;
        if (StatusOf(directory, path).Try(out var status, out fault) && status.Type == FileType.Directory)
            return directory;
        directory.Dispose();
        return fault ?? new Fault(missing, Show(path) + " must be a directory, but is " + status.TypeText);
    }

    /// <summary>
    /// Opens a regular file for reading. A file of another type is not opened at all.
    /// </summary>
    /// <param name="path">Relative to the root of the disk.</param>
    /// <param name="links">As in <see cref="OpenPath"/>.</param>
    /// <param name="missing">The fault if there is none.</param>
    /// <param name="notRegular">The fault if it is something else.</param>
    public Result<FileDescriptor> OpenRegular(string path, bool links, FaultCode missing, FaultCode notRegular)
    {
        if (!OpenPath(path, links, missing).Try(out var located, out var fault))
            return fault;
        using (located)
        {
            if (!StatusOf(located, path).Try(out var status, out fault))
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
                _ => Unreadable(errno, path),
            };
        }
    }

    /// <summary>Reads a whole regular file.</summary>
    /// <param name="path">Relative to the root of the disk; no links on it.</param>
    /// <param name="bound">
    /// The most bytes that it may have. Its size is checked before it is read.
    /// </param>
    /// <param name="missing">The fault if there is none.</param>
    /// <param name="invalid">The fault if it is something else, or too large.</param>
    public Result<byte[]> ReadRegular(string path, ulong bound, FaultCode missing, FaultCode invalid)
    {
        if (!OpenRegular(path, links: false, missing, invalid).Try(out var file, out var fault))
            return fault;
        using (file)
        {
            if (!StatusOf(file, path).Try(out var status, out fault))
                return fault;
            if (status.Size > bound)
            {
                return new Fault(
                    invalid, Show(path) + " has " + status.Size.Text() + " bytes, more than the " + bound.Text() + " that are read");
            }
            var content = new byte[status.Size];
            var errno = Files.ReadAt(file, content, 0, out var count);
            if (errno != Errno.None)
                return Unreadable(errno, path);
            return count == content.Length ? content : content[..count];
        }
    }

    /// <summary>The status of an open file.</summary>
    public Result<FileStatus> StatusOf(FileDescriptor fd, string path)
    {
        var errno = Files.Status(fd, "", out var status);
        return errno == Errno.None ? status : Unreadable(errno, path);
    }

    /// <inheritdoc/>
    public void Dispose() => Root.Dispose();
}
