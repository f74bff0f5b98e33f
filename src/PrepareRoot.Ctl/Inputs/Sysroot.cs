using System;
using System.Collections.Generic;
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

    private Sysroot(string path, string? image) => (Path, Image) = (path, image);

    /// <summary>The path of its root directory.</summary>
    internal string Path { get; }

    /// <summary>
    /// The path of the image, which messages show instead; null if it is a directory.
    /// </summary>
    internal string? Image { get; }

    /// <summary>What is to be said about it.</summary>
    internal IReadOnlyList<string> Notes { get; private init; } = [];

    /// <summary>Opens it.</summary>
    /// <param name="path">The absolute path of a directory, a file or a block device.</param>
    internal static Sysroot Open(string path)
    {
        var errno = Files.Open(null, path, Files.O_PATH, 0, out var located);
        // What is missing is reported as the boot reports it.
        if (errno != Errno.None)
            return new Sysroot(path, null);
        using (located)
        {
            if (Files.Status(located, "", out var status) != Errno.None || status.Type is not (FileType.Regular or FileType.BlockDevice))
                return new Sysroot(path, null);
            var notes = new List<string>();
            var mount = MountedDisk.Mount(path, located, notes);
            var sysroot = new Sysroot(mount.ProcPath, path) { Notes = notes };
            sysroot._open.Add(mount);
            return sysroot;
        }
    }

    /// <summary>A message with the path as messages show it.</summary>
    internal string Show(string message) => Image is null ? message : message.Replace(Path, Image, StringComparison.Ordinal);

    /// <inheritdoc/>
    public void Dispose() => _open.Dispose();
}
