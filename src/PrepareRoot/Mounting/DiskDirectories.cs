using System;
using System.Collections.Generic;
using PrepareRoot.Deployments;
using PrepareRoot.Faults;
using PrepareRoot.Linux;

namespace PrepareRoot.Mounting;

/// <summary>
/// The directories that overlays of the new root made on the disk. They are removed again unless
/// the new root is put in place.
/// </summary>
internal sealed class DiskDirectories(Disk disk) : IDisposable
{
    private readonly List<(Location Directory, bool FollowLinks)> _made = [];

    /// <summary>Adds a directory that is made, or that the kernel makes next.</summary>
    /// <param name="directory">The directory.</param>
    /// <param name="followLinks">Whether symbolic links in its path are followed.</param>
    internal void Add(Location directory, bool followLinks) => _made.Add((directory, followLinks));

    /// <summary>Keeps the directories, because the new root uses them.</summary>
    internal void Keep() => _made.Clear();

    /// <inheritdoc/>
    public void Dispose()
    {
        for (var i = _made.Count - 1; i >= 0; i--)
        {
            var (directory, followLinks) = _made[i];
            if (!disk.OpenDirectory(directory.Parent.Path, followLinks, FaultCode.StateMissing).Try(out var parent, out _))
                continue;
            using (parent)
                Files.RemoveDirectory(parent, directory.Name);
        }
        _made.Clear();
    }
}
