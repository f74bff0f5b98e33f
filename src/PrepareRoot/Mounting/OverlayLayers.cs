using System;
using System.Globalization;
using System.Text;
using PrepareRoot.Faults;
using PrepareRoot.Linux;
using PrepareRoot.Trust;

namespace PrepareRoot.Mounting;

/// <summary>
/// The layers of a composefs root, as this kernel takes them (<c>Documentation/filesystems/overlayfs.rst</c>). What it can do is
/// found by asking it, not by its version.
/// </summary>
internal static class OverlayLayers
{
    private const string ReleasePath = "/proc/sys/kernel/osrelease";
    private const int ReleaseBound = 4096;
    private const int ObjectDirectories = 256;

    /// <summary>What may be expected of an image on this kernel. What is to be verified is refused where it can't be, whatever the image is.</summary>
    /// <returns>What it has to be, or <see cref="FaultCode.KernelTooOld"/>.</returns>
    internal static Result<Expectation> Limit(Expectation expectation)
    {
        if (expectation.TrustLevel == TrustLevel.Unverified)
            return expectation;
        var errno = Probe(out _, out var takesVerity);
        if (errno != Errno.None)
            return new Fault(FaultCode.MountFailed, "overlayfs can't be asked what it can do: " + errno.Message());
        if (takesVerity)
            return expectation;
        return expectation.VerityOptional
            ? expectation with { TrustLevel = TrustLevel.Unverified }
            : TooOld("every file is to be verified when it is opened (verity=require of overlayfs), which Linux can from 6.6 on");
    }

    /// <summary>The value of <c>lowerdir</c>.</summary>
    /// <param name="step">What is to be mounted.</param>
    /// <param name="mountPoints">The layer above the image; null for none.</param>
    /// <param name="image">Where the image is mounted.</param>
    /// <param name="objects">The directory of the objects.</param>
    /// <returns>That, or <see cref="FaultCode.KernelTooOld"/>.</returns>
    internal static Result<string> Compose(MountRoot step, string? mountPoints, string image, string objects)
    {
        var above = mountPoints is null ? "" : Escape(mountPoints) + ":";
        // One that verifies has data-only layers: see Limit.
        var takesData = step.RequireVerity;
        if (!takesData && Probe(out takesData, out _) is var unknown and not Errno.None)
            return Failed(step, unknown);
        if (takesData)
            return above + Escape(image) + "::" + Escape(objects);
        // To an older one the objects are a layer like any other: the image itself must hide their directories.
        var errno = HidesObjects(image, out var hides);
        if (errno != Errno.None)
            return Failed(step, errno);
        return hides
            ? above + Escape(image) + ":" + Escape(objects)
            : TooOld("the image does not hide the directories of its objects (by 256 whiteouts, 00 to ff), so they have to be a data-only layer, which Linux has from 6.5 on");
    }

    /// <summary>A path in <c>lowerdir</c>, where a colon would begin the next layer.</summary>
    internal static string Escape(string path) =>
        path.Replace("\\", "\\\\", StringComparison.Ordinal).Replace(":", "\\:", StringComparison.Ordinal);

    // Since overlayfs reads its options one by one, it has data-only layers (both 6.5). Before, the kernel kept them for later, whatever they were.
    private static Errno Probe(out bool takesData, out bool takesVerity)
    {
        takesData = takesVerity = false;
        var errno = FileSystemContext.Open("overlay", out var context);
        if (errno != Errno.None)
            return errno;
        using (context)
        {
            errno = context.Set("prepare-root-asks");
            takesData = errno == Errno.EINVAL;
            if (!takesData)
                return errno;
            errno = context.Set("verity", "require");
            takesVerity = errno == Errno.None;
            return errno == Errno.EINVAL ? Errno.None : errno;
        }
    }

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

    private static Fault TooOld(string why)
    {
        var release = "older";
        if (Files.Open(null, ReleasePath, Files.O_RDONLY, 0, out var file) == Errno.None)
        {
            using (file)
            {
                if (Files.ReadToEnd(file, ReleaseBound, out var content) == Errno.None)
                    release = Encoding.UTF8.GetString(content).TrimEnd('\n');
            }
        }
        return new Fault(FaultCode.KernelTooOld, why + "; this kernel is " + release);
    }

    private static Fault Failed(MountRoot step, Errno errno) => new(FaultCode.MountFailed, step + ": " + errno.Message());
}
