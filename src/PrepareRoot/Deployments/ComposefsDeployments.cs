using PrepareRoot.Faults;
using PrepareRoot.Linux;
using PrepareRoot.Requests;

namespace PrepareRoot.Deployments;

/// <summary>
/// Deployments as composefs-rs and bootc lay them out: <c>composefs/images/HEX</c>, a link to an object, and
/// <c>state/deploy/HEX/{etc,var}</c>.
/// </summary>
internal static class ComposefsDeployments
{
    /// <summary>
    /// Finds the first of the images that is there. After one that must be verified, none follows for which that is optional: a
    /// missing file must not lower what is asked for.
    /// </summary>
    /// <param name="sysroot">The disk.</param>
    /// <param name="images">In the order of preference; at least one.</param>
    /// <param name="image">The one that was found.</param>
    public static Result<Deployment> Find(Sysroot sysroot, ImageRequest[] images, out ImageRequest image)
    {
        image = images[0];
        Fault? missing = null;
        var verityAsked = false;
        foreach (var candidate in images)
        {
            if (verityAsked && candidate.VerityOptional)
                break;
            verityAsked |= !candidate.VerityOptional;
            image = candidate;
            var path = ImagePath(candidate.Digest.Hex);
            if (!sysroot.OpenPlace(path, links: true, FaultCode.ImageMissing).Try(out var place, out var fault))
            {
                if (fault.Code != FaultCode.ImageMissing)
                    return fault;
                missing ??= fault;
                continue;
            }
            place.Dispose();
            return Describe(sysroot, candidate.Digest.Hex, path);
        }
        return missing!;
    }

    /// <summary>Finds the state of an image, whether the image itself is there or not.</summary>
    public static Result<Deployment> FindState(Sysroot sysroot, ImageRequest image) =>
        Describe(sysroot, image.Digest.Hex, ImagePath(image.Digest.Hex));

    private static string ImagePath(string hex) => "composefs/images/" + hex;

    private static Result<Deployment> Describe(Sysroot sysroot, string hex, string image)
    {
        var path = "state/deploy/" + hex;
        if (!sysroot.OpenDirectory(path, links: false, FaultCode.StateMissing).Try(out var directory, out var fault))
            return fault;
        using (directory)
        {
            if (!sysroot.StatusOf(directory, path).Try(out var status, out fault))
                return fault;
            if (!EtcStateOf(sysroot, path + "/etc").Try(out var etcState, out fault))
                return fault;
            return new Deployment(
                Backend.Composefs,
                path,
                status,
                Commit: "",
                image,
                ImageHasLinks: true,
                Source: "composefs:" + hex,
                TransientSource: "transient:composefs=" + hex,
                Objects: "composefs/objects",
                Etc: path + "/etc",
                etcState,
                Var: path + "/var",
                // bootc's var is a link to the one that all deployments share.
                VarHasLinks: true);
        }
    }

    // composefs-rs keeps nothing but upper and work there, bootc a whole copy.
    private static Result<EtcState> EtcStateOf(Sysroot sysroot, string path)
    {
        const int UpperAndWork = 2;
        if (!sysroot.OpenDirectory(path, links: false, FaultCode.StateMissing).Try(out var place, out var fault))
            return fault;
        using (place)
        {
            var errno = Files.Open(place, ".", Files.O_RDONLY | Files.O_DIRECTORY, 0, out var directory);
            if (errno != Errno.None)
                return new Fault(FaultCode.DiskUnreadable, sysroot.Show(path) + ": " + errno.Message());
            using (directory)
            {
                errno = Files.List(directory, UpperAndWork + 1, out var names);
                if (errno != Errno.None)
                    return new Fault(FaultCode.DiskUnreadable, sysroot.Show(path) + ": " + errno.Message());
                foreach (var name in names)
                {
                    if (name is not ("upper" or "work"))
                        return EtcState.Copy;
                }
                return names.Count > 0 ? EtcState.Overlay : EtcState.Copy;
            }
        }
    }
}
