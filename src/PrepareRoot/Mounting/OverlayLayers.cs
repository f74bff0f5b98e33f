using System;
using System.Globalization;
using PrepareRoot.Faults;
using PrepareRoot.Linux;
using PrepareRoot.Trust;

namespace PrepareRoot.Mounting;

/// <summary>
/// The value of overlayfs's option <c>lowerdir</c>
/// (<c>Documentation/filesystems/overlayfs.rst</c>), in a form that this kernel supports.
/// </summary>
internal static class OverlayLayers
{
    private const int ObjectDirectories = 256;

    /// <summary>Composes the layers of a composefs root.</summary>
    /// <param name="step">The step.</param>
    /// <param name="mountPoints">The layer above the image; null for none.</param>
    /// <param name="image">Where the image is mounted.</param>
    /// <param name="objects">The directory of the objects.</param>
    /// <returns>The value, or <see cref="FaultCode.KernelTooOld"/>.</returns>
    internal static Result<string> Compose(MountRoot step, string? mountPoints, string image, string objects)
    {
        var above = mountPoints is null ? "" : Escape(mountPoints) + ":";
        // A kernel with verity=require also has data-only layers. KernelSupport.Limit checked for
        // it.
        if (step.RequireVerity)
            return above + Escape(image) + "::" + Escape(objects);
        var errno = OverlayFeatures.Probe(out var features);
        if (errno != Errno.None)
            return errno.ToFault(FaultCode.MountFailed, step.ToString());
        if (features.DataLayers)
            return above + Escape(image) + "::" + Escape(objects);
        // An older kernel shows the objects like any other layer. The image must hide their
        // directories.
        errno = HidesObjects(image, out var hides);
        if (errno != Errno.None)
            return errno.ToFault(FaultCode.MountFailed, step.ToString());
        return hides
            ? above + Escape(image) + ":" + Escape(objects)
            : KernelSupport.TooOld(
                "the image does not hide the directories of its objects (by 256 whiteouts, 00 to ff), so they must be a data-only layer, which needs Linux 6.5");
    }

    /// <summary>Escapes a path for <c>lowerdir</c>, where a colon separates layers.</summary>
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
