using System;
using System.Collections.Generic;
using System.Linq;
using PrepareRoot.Deployments;
using PrepareRoot.Initramfs;
using PrepareRoot.Linux;

namespace PrepareRoot.Ctl.Inputs;

/// <summary>A boot entry of a disk.</summary>
/// <param name="Name">The name of its file, without <c>.conf</c>.</param>
/// <param name="Path">
/// The absolute path of its file, without links below the root of the disk.
/// </param>
internal sealed record DiskEntry(string Name, string Path)
{
    private const string Directory = "/boot/loader/entries";
    private const string Suffix = ".conf";
    private const int MaxEntries = 256;

    /// <summary>
    /// The entries in <c>/boot</c> below a directory, the last name first, as boot loaders show
    /// them. A link is not followed out of it.
    /// </summary>
    /// <param name="root">The root of the disk.</param>
    /// <returns>Empty if there are none.</returns>
    internal static IReadOnlyList<DiskEntry> Below(string root)
    {
        if (!Disk.OpenAnywhere(root).Try(out var disk, out var fault))
            throw FailureException.Of(fault);
        using (disk)
        {
            if (ResolvedPath.Find(disk.Root, Directory, out var path) != Errno.None
                || Files.Open(disk.Root, path[1..], Files.O_RDONLY | Files.O_DIRECTORY, Files.RESOLVE_BENEATH | Files.RESOLVE_NO_SYMLINKS, out var directory) != Errno.None)
            {
                return [];
            }
            using (directory)
            {
                var errno = Files.List(directory, MaxEntries, out var names);
                if (errno != Errno.None)
                    throw new FailureException(disk.Path + path + ": " + errno.Message());
                return
                [
                    .. from name in names
                       where name.EndsWith(Suffix, StringComparison.Ordinal)
                       orderby name descending
                       where ResolvedPath.Find(disk.Root, path + "/" + name, out _) == Errno.None
                       select new DiskEntry(name[..^Suffix.Length], disk.Path + Resolve(disk, path + "/" + name)),
                ];
            }
        }
    }

    private static string Resolve(Disk disk, string path) =>
        ResolvedPath.Find(disk.Root, path, out var resolved) == Errno.None ? resolved : path;
}
