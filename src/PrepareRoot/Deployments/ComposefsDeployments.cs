using PrepareRoot.Faults;
using PrepareRoot.Linux;
using PrepareRoot.Requests;

namespace PrepareRoot.Deployments;

/// <summary>
/// Deployments in the layout of composefs-rs and bootc: <c>composefs/images/HEX</c>, a link to an
/// object, and <c>state/deploy/HEX/{etc,var}</c>.
/// </summary>
internal static class ComposefsDeployments
{
    /// <summary>Finds the first image that is on the disk.</summary>
    /// <param name="disk">The disk.</param>
    /// <param name="images">The images in order of preference; at least one.</param>
    internal static Result<Deployment> Find(Disk disk, ImageRequest[] images)
    {
        Fault? missing = null;
        foreach (var image in images)
        {
            if (disk.OpenPath(ImagePath(image), links: true, FaultCode.ImageMissing).Try(out var found, out var fault))
            {
                found.Dispose();
                return FindState(disk, image);
            }
            if (fault.Code != FaultCode.ImageMissing)
                return fault;
            missing ??= fault;
        }
        return missing!;
    }

    /// <summary>Finds the state of an image, even if the image itself is missing.</summary>
    internal static Result<Deployment> FindState(Disk disk, ImageRequest image)
    {
        var hex = image.Digest.Hex;
        var path = "state/deploy/" + hex;
        if (!disk.OpenDirectory(path, links: false, FaultCode.StateMissing).Try(out var directory, out var fault))
            return fault;
        using (directory)
        {
            if (!disk.StatusOf(directory, path).Try(out var status, out fault)
                || !EtcStateOf(disk, path + "/etc").Try(out var etcState, out fault))
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

    // composefs-rs keeps only upper and work in it. bootc keeps a whole copy of /etc.
    private static Result<EtcState> EtcStateOf(Disk disk, string path)
    {
        const int UpperAndWork = 2;
        if (!disk.OpenDirectory(path, links: false, FaultCode.StateMissing).Try(out var located, out var fault))
            return fault;
        using (located)
        {
            var errno = Files.Open(located, ".", Files.O_RDONLY | Files.O_DIRECTORY, 0, out var directory);
            if (errno != Errno.None)
                return disk.Unreadable(errno, path);
            using (directory)
            {
                errno = Files.List(directory, UpperAndWork + 1, out var names);
                if (errno != Errno.None)
                    return disk.Unreadable(errno, path);
                return names.Count > 0 && names.TrueForAll(name => name is "upper" or "work") ? EtcState.Overlay : EtcState.Copy;
            }
        }
    }
}
