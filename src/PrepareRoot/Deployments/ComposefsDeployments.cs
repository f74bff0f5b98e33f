using System;
using PrepareRoot.Faults;
using PrepareRoot.Formats;
using PrepareRoot.Linux;
using PrepareRoot.Requests;

namespace PrepareRoot.Deployments;

/// <summary>
/// Deployments in the layout of composefs-rs and bootc: <c>composefs/images/HEX</c>, a link to an
/// object, and <c>state/deploy/HEX/{etc,var}</c>.
/// </summary>
internal static class ComposefsDeployments
{
    private static readonly string[] OverlayLayers = ["upper", "work"];

    /// <summary>Finds the first image that is on the disk.</summary>
    /// <param name="disk">The disk.</param>
    /// <param name="images">The images in order of preference; at least one.</param>
    /// <param name="etcMount">As in <see cref="FindState"/>.</param>
    internal static Result<Deployment> Find(Disk disk, ImageRequest[] images, MountKind? etcMount)
    {
        Fault? missing = null;
        foreach (var image in images)
        {
            if (disk.OpenPath(ImagePath(image), links: true, FaultCode.ImageMissing).Try(out var found, out var fault))
            {
                found.Dispose();
                return FindState(disk, image, etcMount);
            }
            if (fault.Code != FaultCode.ImageMissing)
                return fault;
            missing ??= fault;
        }
        return missing!;
    }

    /// <summary>Finds the state of an image, even if the image itself is missing.</summary>
    /// <param name="disk">The disk.</param>
    /// <param name="image">The image.</param>
    /// <param name="etcMount">
    /// How <c>/etc</c> is to be mounted; null: as the state's <c>etc</c> shows.
    /// </param>
    internal static Result<Deployment> FindState(Disk disk, ImageRequest image, MountKind? etcMount)
    {
        var hex = image.Digest.Hex;
        var path = "state/deploy/" + hex;
        if (!disk.OpenDirectory(path, links: false, FaultCode.StateMissing).Try(out var directory, out var fault))
            return fault;
        using (directory)
        {
            var etcState = EtcState.Copy;
            if (!disk.StatusOf(directory, path).Try(out var status, out fault)
                || (etcMount is null && !EtcStateOf(disk, path + "/etc").Try(out etcState, out fault)))
            {
                return fault;
            }
            return new Deployment
            {
                Backend = Backend.Composefs,
                Path = path,
                Directory = status,
                Image = new DeployedImage(
                    ImagePath(image),
                    FollowLinks: true,
                    "composefs/objects",
                    Source: "composefs:" + hex,
                    TransientSource: "transient:composefs=" + hex),
                Requested = [image],
                Etc = path + "/etc",
                EtcState = etcState,
                Var = path + "/var",
            };
        }
    }

    private static string ImagePath(ImageRequest image) => "composefs/images/" + image.Digest.Hex;

    // composefs-rs keeps only upper and work in it, and makes them if it is empty. bootc keeps a
    // whole copy of /etc. What could be either is refused: the wrong guess boots a machine without
    // its configuration.
    private static Result<EtcState> EtcStateOf(Disk disk, string path)
    {
        if (!disk.OpenDirectory(path, links: false, FaultCode.StateMissing).Try(out var located, out var fault))
            return fault;
        using (located)
        {
            var hasLayer = false;
            foreach (var name in OverlayLayers)
            {
                var errno = Files.Status(located, name, out var status);
                if (errno == Errno.ENOENT)
                    continue;
                if (errno != Errno.None)
                    return disk.Unreadable(errno, path + "/" + name);
                if (status.Type != FileType.Directory && !disk.OpenDirectory(path + "/" + name, links: false, FaultCode.StateMissing).Try(out _, out fault))
                    return fault;
                hasLayer = true;
            }
            if (!FindOther(disk, located, path).Try(out var other, out fault))
                return fault;
            return other.Length == 0 ? EtcState.Overlay
                : !hasLayer ? EtcState.Copy
                : new Fault(
                    FaultCode.StateAmbiguous,
                    disk.Show(path) + " has upper or work of an overlay, and " + OffendingText.Quote(other)
                        + " beside them, as a whole copy of /etc has");
        }
    }

    // A name in the state's etc that is not one of the overlay's; empty if there is none.
    private static Result<string> FindOther(Disk disk, FileDescriptor located, string path)
    {
        var errno = Files.Open(located, ".", Files.O_RDONLY | Files.O_DIRECTORY, 0, out var directory);
        if (errno != Errno.None)
            return disk.Unreadable(errno, path);
        using (directory)
        {
            errno = Files.List(directory, OverlayLayers.Length + 1, out var names);
            if (errno != Errno.None)
                return disk.Unreadable(errno, path);
            return names.Find(name => Array.IndexOf(OverlayLayers, name) < 0) ?? "";
        }
    }
}
