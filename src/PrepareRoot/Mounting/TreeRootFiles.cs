using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using PrepareRoot.Faults;
using PrepareRoot.Formats;
using PrepareRoot.Linux;

namespace PrepareRoot.Mounting;

/// <summary>The files of a mounted root, or of a deployment's tree.</summary>
/// <param name="tree">Its open directory.</param>
/// <param name="image">The root of the mounted image that names the objects; null for none.</param>
internal sealed class TreeRootFiles(FileDescriptor tree, FileDescriptor? image = null) : RootFiles
{
    // The path of an object in the directory of objects (Documentation/filesystems/overlayfs.rst).
    private const string RedirectAttribute = "trusted.overlay.redirect";
    private const int RedirectBound = 256;

    /// <inheritdoc/>
    internal override Result<RootFile> Find(string path)
    {
        var errno = Locate(tree, path, out var located, out var status);
        if (errno is Errno.ENOENT or Errno.ENOTDIR or Errno.ELOOP)
            return RootFile.None(path, errno);
        if (errno != Errno.None)
            return errno.ToFault(FaultCode.InitUnreadable, path + " of the new root");
        using (located)
        {
            if (status.Type != FileType.Regular)
                return new RootFile(path, status.Type, status.Permissions, null, null);
            errno = Open(located, out var file);
            return errno == Errno.None
                ? new OpenFile(tree, path, status, file)
                : new RootFile(path, status.Type, status.Permissions, null, null) { Unreadable = errno };
        }
    }

    /// <inheritdoc/>
    internal override string? ObjectOf(string path)
    {
        if (image is null || Locate(image, path, out var located, out var status) != Errno.None)
            return null;
        using (located)
        {
            if (status.Type != FileType.Regular || Open(located, out var file) != Errno.None)
                return null;
            using (file)
            {
                return Files.Attribute(file, RedirectAttribute, RedirectBound, out var redirect) == Errno.None && redirect.Length > 0
                    ? Encoding.UTF8.GetString(redirect).TrimStart('/')
                    : null;
            }
        }
    }

    /// <inheritdoc/>
    internal override IReadOnlyList<string> List(string path)
    {
        const ulong resolve = Files.RESOLVE_IN_ROOT | Files.RESOLVE_NO_MAGICLINKS;
        if (Files.Open(tree, path, Files.O_RDONLY | Files.O_DIRECTORY, resolve, out var directory) != Errno.None)
            return [];
        using (directory)
            return Files.List(directory, MaxNames, out var names) == Errno.None ? [.. names.Order(StringComparer.Ordinal)] : [];
    }

    private static Errno Locate(FileDescriptor root, string path, out FileDescriptor located, out FileStatus status)
    {
        status = default;
        var errno = Files.Open(root, path, Files.O_PATH, Files.RESOLVE_IN_ROOT | Files.RESOLVE_NO_MAGICLINKS, out located);
        if (errno != Errno.None)
            return errno;
        errno = Files.Status(located, "", out status);
        if (errno != Errno.None)
            located.Dispose();
        return errno;
    }

    // With O_NOATIME nothing is written to the disk before the root is put in place. Only root and
    // the owner may ask for it.
    private static Errno Open(FileDescriptor located, out FileDescriptor file)
    {
        var noAccessTime = CurrentProcess.IsRoot ? Files.O_NOATIME : 0;
        return Files.Open(null, located.ProcPath, Files.O_RDONLY | Files.O_NOCTTY | Files.O_NONBLOCK | noAccessTime, 0, out file);
    }

    private sealed class OpenFile(FileDescriptor tree, string path, FileStatus status, FileDescriptor file)
        : RootFile(path, status.Type, status.Permissions, new FileBytes(file, status.Size), file)
    {
        // The kernel's own path of the file, without the path of the root.
        internal override string Path =>
            Files.ReadLink(null, tree.ProcPath, out var root) == Errno.None
            && Files.ReadLink(null, file.ProcPath, out var real) == Errno.None
            && real.StartsWith(root + "/", StringComparison.Ordinal)
                ? real[root.Length..]
                : base.Path;
    }
}
