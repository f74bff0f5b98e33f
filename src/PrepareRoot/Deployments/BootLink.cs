namespace PrepareRoot.Deployments;

/// <summary>
/// A link below <c>ostree/boot.0</c> or <c>ostree/boot.1</c>. libostree writes the links of each
/// deployment transaction below the one that is not in use, and then removes the other one. A boot
/// loader that still has the entries from before names a link that is gone.
/// </summary>
internal static class BootLink
{
    /// <summary>
    /// The link with the same stateroot, boot checksum and serial below the other directory; null
    /// if the link does not have this form.
    /// </summary>
    internal static string? InOther(string link) => link.Split('/') is ["ostree", var boot and ("boot.0" or "boot.1"), _, _, _]
        ? "ostree/" + (boot == "boot.0" ? "boot.1" : "boot.0") + link["ostree/boot.N".Length..]
        : null;
}
