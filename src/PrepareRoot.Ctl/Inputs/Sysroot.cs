using System;
using System.Collections.Generic;
using System.Linq;
using PrepareRoot.Faults;
using PrepareRoot.Linux;

namespace PrepareRoot.Ctl.Inputs;

/// <summary>
/// Where the disk is: a directory, or an image of a disk (a file or a block device) that is mounted
/// read-only for this process.
/// </summary>
internal sealed class Sysroot : IDisposable
{
    private readonly Resources _open = new();

    // The paths that this process alone has, and how messages show them.
    private readonly List<(string Path, string Shown)> _mounts = [];
    private readonly MountedDisk? _disk;

    private Sysroot(string path) => Path = path;

    private Sysroot(string path, MountedDisk disk)
    {
        _open.Add(disk);
        (_disk, Path, Image) = (disk, disk.Root.ProcPath, path);
        _mounts.Add((Path, path));
    }

    /// <summary>The path of its root directory.</summary>
    internal string Path { get; }

    /// <summary>
    /// The path of the image, which messages show instead; null if it is a directory.
    /// </summary>
    internal string? Image { get; }

    /// <summary>The command that mounts the image; null if it is a directory.</summary>
    internal MountCommand? MountCommand => _disk?.Command;

    /// <summary>What is to be said about it.</summary>
    internal IReadOnlyList<string> Notes => _disk?.Notes ?? [];

    /// <summary>Opens it.</summary>
    /// <param name="path">The absolute path of a directory, a file or a block device.</param>
    /// <param name="option">
    /// The option that names it: what is missing is then an error. Null: it is reported where the
    /// boot reports it.
    /// </param>
    internal static Sysroot Open(string path, string? option = null)
    {
        FailureException Failure(string problem) => new(option + " " + path + ": " + problem);
        var errno = Files.Open(null, path, Files.O_PATH, 0, out var located);
        if (errno != Errno.None)
            return option is null ? new Sysroot(path) : throw Failure(errno.Message());
        using (located)
        {
            errno = Files.Status(located, "", out var status);
            if (errno == Errno.None && status.Type is FileType.Regular or FileType.BlockDevice)
                return new Sysroot(path, MountedDisk.Mount(path, located));
            return errno == Errno.None && status.Type != FileType.Directory && option is not null
                ? throw Failure("must be a directory, or the image of a disk, but is " + status.TypeText)
                : new Sysroot(path);
        }
    }

    /// <summary>The boot entries of the disk, on all its partitions.</summary>
    internal IReadOnlyList<DiskEntry> Entries()
    {
        var entries = new List<DiskEntry>(DiskEntry.Below(Path));
        foreach (var (number, mount) in _disk?.MountBoot() ?? [])
        {
            _mounts.Add((mount.ProcPath, Image + ":partition" + number.Text()));
            entries.AddRange(DiskEntry.OnBootPartition(mount.ProcPath));
        }
        return entries;
    }

    /// <summary>A message with the paths as messages show them.</summary>
    internal string Show(string message) => _mounts.OrderByDescending(mount => mount.Path.Length)
        .Aggregate(message, (text, mount) => text.Replace(mount.Path, mount.Shown, StringComparison.Ordinal));

    /// <inheritdoc/>
    public void Dispose() => _open.Dispose();
}
