using System;
using System.Collections.Generic;
using System.Linq;
using PrepareRoot.Deployments;
using PrepareRoot.Faults;
using PrepareRoot.Formats;
using PrepareRoot.Linux;
using PrepareRoot.Requests;

namespace PrepareRoot.Ctl.Checking;

/// <summary>A composefs image on a disk.</summary>
/// <param name="Backend">The layout that it is in.</param>
/// <param name="Deployment">
/// The directory of its deployment, or the image itself, from the root of the disk.
/// </param>
/// <param name="Path">Its path from the root of the disk.</param>
/// <param name="Objects">The directory of its objects.</param>
internal sealed record DiskImage(Backend Backend, string Deployment, string Path, string Objects)
{
    private const int MaxNames = 256;

    /// <summary>The images of all deployments of a disk, of both layouts.</summary>
    internal static IReadOnlyList<DiskImage> On(Disk disk) =>
    [
        .. from stateroot in Names(disk, Backend.Ostree.Deployments)
           let deployments = Backend.Ostree.Deployments + "/" + stateroot + "/deploy"
           from name in Names(disk, deployments)
           where Exists(disk, deployments + "/" + name + "/.ostree.cfs")
           select new DiskImage(Backend.Ostree, deployments + "/" + name, deployments + "/" + name + "/.ostree.cfs", "ostree/repo/objects"),
        .. from name in Names(disk, "composefs/images")
           where FsVerityDigest.TryParseHex(name, out _)
           select new DiskImage(Backend.Composefs, "composefs/images/" + name, "composefs/images/" + name, "composefs/objects"),
    ];

    /// <summary>Opens the image.</summary>
    internal Result<FileDescriptor> Open(Disk disk) =>
        disk.OpenRegular(Path, links: Backend == Backend.Composefs, FaultCode.ImageMissing, FaultCode.ImageNotRegular, out _);

    private static bool Exists(Disk disk, string path)
    {
        var exists = disk.OpenPath(path, links: false, FaultCode.ImageMissing).Try(out var file, out _);
        file?.Dispose();
        return exists;
    }

    private static string[] Names(Disk disk, string path)
    {
        if (!disk.OpenDirectory(path, links: false, FaultCode.DeploymentMissing).Try(out var located, out _))
            return [];
        using (located)
        {
            if (Files.Open(located, ".", Files.O_RDONLY | Files.O_DIRECTORY, 0, out var directory) != Errno.None)
                return [];
            using (directory)
                return Files.List(directory, MaxNames, out var names) == Errno.None ? [.. names.Order(StringComparer.Ordinal)] : [];
        }
    }
}
