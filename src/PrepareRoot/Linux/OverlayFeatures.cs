namespace PrepareRoot.Linux;

/// <summary>
/// The features of this kernel's overlayfs (<c>Documentation/filesystems/overlayfs.rst</c>). They
/// are probed, not derived from the kernel version.
/// </summary>
/// <param name="DataLayers">Data-only lower layers (since Linux 6.5).</param>
/// <param name="Verity">The option <c>verity=require</c> (since Linux 6.6).</param>
internal readonly record struct OverlayFeatures(bool DataLayers, bool Verity)
{
    private static OverlayFeatures? _known;

    /// <summary>Probes the kernel, once.</summary>
    internal static Errno Probe(out OverlayFeatures features)
    {
        features = _known ?? default;
        if (_known is not null)
            return Errno.None;
        var errno = Ask(out features);
        if (errno == Errno.None)
            _known = features;
        return errno;
    }

    private static Errno Ask(out OverlayFeatures features)
    {
        features = default;
        var errno = FileSystemContext.Open("overlay", out var context);
        if (errno != Errno.None)
            return errno;
        using (context)
        {
            // Since Linux 6.5 overlayfs checks each option when it is set, so an unknown option is
            // EINVAL. Before, it stored all options unchecked.
            errno = context.Set("prepare-root-probe");
            if (errno != Errno.EINVAL)
                return errno;
            errno = context.Set("verity", "require");
            features = new OverlayFeatures(DataLayers: true, Verity: errno == Errno.None);
            return errno == Errno.EINVAL ? Errno.None : errno;
        }
    }
}
