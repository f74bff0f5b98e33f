using System;
using System.Collections.Generic;
using System.Linq;
using PrepareRoot.Faults;
using PrepareRoot.Formats;
using PrepareRoot.Initramfs;
using PrepareRoot.Linux;

namespace PrepareRoot.Ctl.Checking;

/// <summary>The files of a deployment's tree.</summary>
/// <param name="tree">The open directory of the deployment.</param>
internal sealed class TreeRootFiles(FileDescriptor tree) : RootFiles
{
    /// <inheritdoc/>
    internal override Result<RootFile> Find(string path)
    {
        var errno = Files.Open(tree, path, Files.O_PATH, Files.RESOLVE_IN_ROOT | Files.RESOLVE_NO_MAGICLINKS, out var located);
        if (errno != Errno.None)
            return RootFile.None(path, errno);
        using (located)
        {
            errno = Files.Status(located, "", out var status);
            if (errno != Errno.None)
                return RootFile.None(path, errno);
            var name = ConsoleText.Escape(ResolvedPath.Find(tree, path, out var resolved) == Errno.None ? resolved : path);
            if (status.Type != FileType.Regular)
                return new RootFile(name, status.Type, status.Permissions, null, null);
            errno = Files.Open(null, located.ProcPath, Files.O_RDONLY | Files.O_NOCTTY | Files.O_NONBLOCK, 0, out var file);
            return errno == Errno.None
                ? new RootFile(name, status.Type, status.Permissions, new FileBytes(file, status.Size), file)
                : RootFile.None(path, errno);
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
}
