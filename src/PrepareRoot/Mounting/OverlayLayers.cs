using System;
using System.Globalization;
using PrepareRoot.Faults;
using PrepareRoot.Linux;
using PrepareRoot.Trust;

namespace PrepareRoot.Mounting;

/// <summary>
/// The value of overlayfs's <c>lowerdir</c> (<c>Documentation/filesystems/overlayfs.rst</c>), as
/// this kernel takes it.
/// </summary>
internal static class OverlayLayers
{
    private const int ObjectDirectories = 256;

    /// <summary>The layers of a composefs root.</summary>
    /// <param name="step">What is to be mounted.</param>
    /// <param name="mountPoints">The layer above the image; null for none.</param>
    /// <param name="image">Where the image is mounted.</param>
    /// <param name="objects">The directory of the objects.</param>
    /// <returns>The value, or <see cref="FaultCode.KernelTooOld"/>.</returns>
    internal static Result<string> Compose(MountRoot step, string? mountPoints, string image, string objects)
    {
        var above = mountPoints is null ? "" : Escape(mountPoints) + ":";
        // A kernel that can verify has data-only layers: KernelSupport.Limit asked it.
        if (step.RequireVerity)
            return above + Escape(image) + "::" + Escape(objects);
        var errno = OverlayFeatures.Probe(out var features);
        if (errno != Errno.None)
            return errno.ToFault(FaultCode.MountFailed, step.ToString());
        if (features.DataLayers)
            return above + Escape(image) + "::" + Escape(objects);
        // To an older kernel the objects are a layer like any other. The image must hide their
        // directories.
        errno = HidesObjects(image, out var hides);
        if (errno != Errno.None)
            return errno.ToFault(FaultCode.MountFailed, step.ToString());
        return hides
            ? above + Escape(image) + ":" + Escape(objects)
            : KernelSupport.TooOld(
                "the image does not hide the directories of its objects (by 256 whiteouts, 00 to ff), so they have to be a data-only layer, which Linux has from 6.5 on");
    }

    /// <summary>A path in <c>lowerdir</c>, where a colon begins the next layer.</summary>
    internal static string Escape(string path) =>
        path.Replace("\\", "\\\\", StringComparison.Ordinal).Replace(":", "\\:", StringComparison.Ordinal);

    private static Errno HidesObjects(string image, out bool hides)
    {
        hides = true;
        var errno = Files.Open(null, image, Files.O_PATH | Files.O_DIRECTORY, 0, out var root);
        if (errno != Errno.None)
            return errno;
        using (root)
        {
            for (var i = 0; hides && i < ObjectDirectories; i++)
            {
                errno = Files.Status(root, i.ToString("x2", CultureInfo.InvariantCulture), out var status);
                if (errno is not (Errno.None or Errno.ENOENT))
                    return errno;
                hides = errno == Errno.None && status.IsWhiteout;
            }
        }
        return Errno.None;
    }
}
