namespace PrepareRoot.Linux;

/// <summary>
/// What this kernel's overlayfs can do (<c>Documentation/filesystems/overlayfs.rst</c>), found by
/// asking it, not by its version.
/// </summary>
/// <param name="DataLayers">Data-only lower layers, from Linux 6.5 on.</param>
/// <param name="Verity">The option <c>verity=require</c>, from Linux 6.6 on.</param>
internal readonly record struct OverlayFeatures(bool DataLayers, bool Verity)
{
    /// <summary>Asks the kernel.</summary>
    internal static Errno Probe(out OverlayFeatures features)
    {
        features = default;
        var errno = FileSystemContext.Open("overlay", out var context);
        if (errno != Errno.None)
            return errno;
        using (context)
        {
            // From 6.5 on overlayfs checks each option when it is set. Before, it kept them all for
            // later, whatever they were.
            errno = context.Set("prepare-root-probe");
            if (errno != Errno.EINVAL)
                return errno;
            errno = context.Set("verity", "require");
            features = new OverlayFeatures(DataLayers: true, Verity: errno == Errno.None);
            return errno == Errno.EINVAL ? Errno.None : errno;
        }
    }
}
