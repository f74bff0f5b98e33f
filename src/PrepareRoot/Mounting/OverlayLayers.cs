using System.Globalization;
using PrepareRoot.Faults;
using PrepareRoot.Linux;
using PrepareRoot.Trust;

namespace PrepareRoot.Mounting;

/// <summary>
/// The value of overlayfs's option <c>lowerdir</c>
/// (<c>Documentation/filesystems/overlayfs.rst</c>), in a form that this kernel supports. Each
/// layer is an open directory. Its path in <c>/proc/self/fd</c> has no character that overlayfs
/// treats specially.
/// </summary>
internal static class OverlayLayers
{
    private const int ObjectDirectories = 256;

    /// <summary>Composes the layers of a composefs root.</summary>
    /// <param name="step">The step.</param>
    /// <param name="mountPoints">The layer below the image; null for none.</param>
    /// <param name="image">The root of the mounted image.</param>
    /// <param name="objects">The directory of the objects.</param>
    /// <returns>The value, or <see cref="FaultCode.KernelTooOld"/>.</returns>
    internal static Result<string> Compose(
        MountRoot step, FileDescriptor? mountPoints, FileDescriptor image, FileDescriptor objects)
    {
        var visible = mountPoints is null ? image.ProcPath : image.ProcPath + ":" + mountPoints.ProcPath;
        var withData = visible + "::" + objects.ProcPath;
        // A kernel with verity=require also has data-only layers. KernelSupport.Limit checked for
        // it.
        if (step.RequireVerity)
            return withData;
        var errno = OverlayFeatures.Probe(out var features);
        if (errno != Errno.None)
            return errno.ToFault(FaultCode.MountFailed, step.ToString());
        if (features.DataLayers)
            return withData;
        // An older kernel shows the objects like any other layer. The image must hide their
        // directories.
        errno = HidesObjects(image, out var hides);
        if (errno != Errno.None)
            return errno.ToFault(FaultCode.MountFailed, step.ToString());
        return hides
            ? visible + ":" + objects.ProcPath
            : KernelSupport.TooOld(
                "the image does not hide the directories of its objects (by 256 whiteouts, 00 to ff), so they must be a data-only layer, which needs Linux 6.5");
    }

    private static Errno HidesObjects(FileDescriptor image, out bool hides)
    {
        hides = true;
        for (var i = 0; hides && i < ObjectDirectories; i++)
        {
            var errno = Files.Status(image, i.ToString("x2", CultureInfo.InvariantCulture), out var status);
            if (errno is not (Errno.None or Errno.ENOENT))
                return errno;
            hides = errno == Errno.None && status.IsWhiteout;
        }
        return Errno.None;
    }
}
