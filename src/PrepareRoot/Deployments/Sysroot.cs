using System;
using PrepareRoot.Faults;
using PrepareRoot.Linux;

namespace PrepareRoot.Deployments;

/// <summary>
/// The disk, as it is mounted at SYSROOT. Everything on it is hostile: each path is opened beneath it, links are followed only
/// where the format has them, and what a file is gets looked at before it is opened for reading.
/// </summary>
internal sealed class Sysroot : IDisposable
{
    private const ulong Beneath = Files.RESOLVE_BENEATH | Files.RESOLVE_NO_MAGICLINKS;

    private Sysroot(string path, FileDescriptor root, FileStatus status)
    {
        Path = path;
        Root = root;
        Status = status;
    }

    /// <summary>Where it is mounted: an absolute path without a slash at its end.</summary>
    public string Path { get; }

    /// <summary>Its root, open as a place (O_PATH).</summary>
    public FileDescriptor Root { get; }

    /// <summary>What its root is.</summary>
    public FileStatus Status { get; }

    /// <summary>Opens the disk at <paramref name="path"/>.</summary>
    public static Result<Sysroot> Open(string path)
    {
        var trimmed = path.TrimEnd('/');
        if (!path.StartsWith('/') || trimmed.Length == 0)
            return new Fault(FaultCode.Usage, "SYSROOT must be an absolute path other than /, but is '" + path + "'");
        var errno = Files.Open(null, trimmed, Files.O_PATH | Files.O_DIRECTORY, 0, out var root);
        if (errno != Errno.None)
            return new Fault(FaultCode.SysrootMissing, trimmed + ": " + errno.Message());
        errno = Files.Status(root, "", out var status);
        if (errno == Errno.None && status.IsMountRoot)
            return new Sysroot(trimmed, root, status);
        root.Dispose();
        return errno != Errno.None
            ? new Fault(FaultCode.SysrootMissing, trimmed + ": " + errno.Message())
            : new Fault(FaultCode.SysrootNotMounted, trimmed + " is a directory, but nothing is mounted there");
    }

    /// <summary>The path of something on the disk as a message shows it.</summary>
    public string Show(string path) => path.Length == 0 ? Path : Path + "/" + path;

    /// <summary>Opens a place on the disk without touching what is there.</summary>
    /// <param name="path">Relative to the root of the disk.</param>
    /// <param name="links">Whether the format has links on this path; they too stay beneath the root.</param>
    /// <param name="missing">The fault if there is nothing.</param>
    public Result<FileDescriptor> OpenPlace(string path, bool links, FaultCode missing)
    {
        if (path.Length == 0)
            path = ".";
        // Not O_NOFOLLOW: with that and O_PATH, a link at the end of the path would be opened itself instead of refused.
        var errno = Files.Open(Root, path, Files.O_PATH, links ? Beneath : Beneath | Files.RESOLVE_NO_SYMLINKS, out var place);
        return errno switch
        {
            Errno.None => place,
            Errno.ENOENT or Errno.ENOTDIR => new Fault(missing, Show(path) + ": " + errno.Message()),
            Errno.EXDEV => new Fault(FaultCode.PathRefused, Show(path) + " has a link that leaves " + Path),
            Errno.ELOOP => new Fault(FaultCode.PathRefused, Show(path) + (links ? " has links without end" : " has a symbolic link where none belongs")),
            _ => new Fault(FaultCode.DiskUnreadable, Show(path) + ": " + errno.Message()),
        };
    }

    /// <summary>Opens a directory as a place.</summary>
    /// <param name="path">Relative to the root of the disk.</param>
    /// <param name="links">As in <see cref="OpenPlace"/>.</param>
    /// <param name="missing">The fault if there is none, or if it is something else.</param>
    public Result<FileDescriptor> OpenDirectory(string path, bool links, FaultCode missing)
    {
        if (!OpenPlace(path, links, missing).Try(out var place, out var fault))
            return fault;
        if (StatusOf(place, path).Try(out var status, out fault) && status.Type == FileType.Directory)
            return place;
        place.Dispose();
        return fault ?? new Fault(missing, Show(path) + " must be a directory, but is " + status.TypeText);
    }

    /// <summary>Opens a regular file for reading; anything else is not opened at all.</summary>
    /// <param name="path">Relative to the root of the disk.</param>
    /// <param name="links">As in <see cref="OpenPlace"/>.</param>
    /// <param name="missing">The fault if there is none.</param>
    /// <param name="notRegular">The fault if it is something else.</param>
    public Result<FileDescriptor> OpenRegular(string path, bool links, FaultCode missing, FaultCode notRegular)
    {
        if (!OpenPlace(path, links, missing).Try(out var place, out var fault))
            return fault;
        using (place)
        {
            if (!StatusOf(place, path).Try(out var status, out fault))
                return fault;
            if (status.Type != FileType.Regular)
                return new Fault(notRegular, Show(path) + " must be a regular file, but is " + status.TypeText);
            var errno = Files.Open(null, place.ProcPath, Files.O_RDONLY | Files.O_NOCTTY | Files.O_NONBLOCK, 0, out var file);
            return errno switch
            {
                Errno.None => file,
                Errno.ENOPKG => new Fault(
                    FaultCode.DiskUnreadable, Show(path) + ": the kernel lacks the hash of its fs-verity (the initramfs may need the module sha512_generic)"),
                _ => new Fault(FaultCode.DiskUnreadable, Show(path) + ": " + errno.Message()),
            };
        }
    }

    /// <summary>Reads a regular file whole.</summary>
    /// <param name="path">Relative to the root of the disk; no links on it.</param>
    /// <param name="bound">The most bytes that it may have; looked at before it is read.</param>
    /// <param name="missing">The fault if there is none.</param>
    /// <param name="unfit">The fault if it is something else, or too large.</param>
    public Result<byte[]> ReadRegular(string path, ulong bound, FaultCode missing, FaultCode unfit)
    {
        if (!OpenRegular(path, links: false, missing, unfit).Try(out var file, out var fault))
            return fault;
        using (file)
        {
            if (!StatusOf(file, path).Try(out var status, out fault))
                return fault;
            if (status.Size > bound)
                return new Fault(unfit, Show(path) + " has " + Number(status.Size) + " bytes, more than the " + Number(bound) + " that are read");
            var content = new byte[status.Size];
            var errno = Files.ReadAt(file, content, 0, out var count);
            if (errno != Errno.None)
                return new Fault(FaultCode.DiskUnreadable, Show(path) + ": " + errno.Message());
            return count == content.Length ? content : content[..count];
        }
    }

    private static string Number(ulong number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>What an open file is.</summary>
    public Result<FileStatus> StatusOf(FileDescriptor fd, string path)
    {
        var errno = Files.Status(fd, "", out var status);
        return errno == Errno.None ? status : new Fault(FaultCode.DiskUnreadable, Show(path) + ": " + errno.Message());
    }

    /// <inheritdoc/>
    public void Dispose() => Root.Dispose();
}
