using System;

namespace PrepareRoot.Formats;

/// <summary>What overlayfs and composefs use an extended attribute for.</summary>
internal enum OverlayXattr
{
    /// <summary>Nothing: it is an attribute of the file.</summary>
    None,

    /// <summary><c>trusted.overlay.redirect</c>: the path of the object.</summary>
    Redirect,

    /// <summary>
    /// <c>trusted.overlay.metacopy</c>: the content is elsewhere, and its digest.
    /// </summary>
    Metacopy,

    /// <summary>
    /// <c>trusted.overlay.overlay.whiteout</c>: the mounted root shows a whiteout in place of a regular
    /// file that has it.
    /// </summary>
    EscapedWhiteout,

    /// <summary>
    /// <c>trusted.overlay.overlay.NAME</c>: the mounted root shows <c>trusted.overlay.NAME</c>.
    /// </summary>
    Escaped,

    /// <summary>Another attribute that overlayfs uses itself and does not show.</summary>
    Hidden,
}

/// <summary>Tells the extended attributes of overlayfs from others.</summary>
internal static class OverlayXattrs
{
    /// <summary>What an attribute is used for.</summary>
    internal static OverlayXattr KindOf(in ErofsXattr xattr)
    {
        if (xattr.StartsWith("trusted.overlay."u8))
        {
            return xattr.Is("trusted.overlay.redirect"u8) ? OverlayXattr.Redirect
                : xattr.Is("trusted.overlay.metacopy"u8) ? OverlayXattr.Metacopy
                : !xattr.StartsWith("trusted.overlay.overlay."u8) ? OverlayXattr.Hidden
                : xattr.Is("trusted.overlay.overlay.whiteout"u8) ? OverlayXattr.EscapedWhiteout
                : xattr.Is("trusted.overlay.overlay.whiteouts"u8) ? OverlayXattr.Hidden
                : OverlayXattr.Escaped;
        }

        // composefs adds these beside an escaped whiteout, for overlays mounted with userxattr.
        return xattr.Is("user.overlay.whiteout"u8) || xattr.Is("user.overlay.whiteouts"u8) ? OverlayXattr.Hidden : OverlayXattr.None;
    }

    /// <summary>
    /// The name as the mounted root shows it: <c>trusted.overlay.overlay.NAME</c> is
    /// <c>trusted.overlay.NAME</c>.
    /// </summary>
    internal static byte[] VisibleName(in ErofsXattr xattr)
    {
        var name = xattr.Name;
        return KindOf(xattr) is OverlayXattr.Escaped or OverlayXattr.EscapedWhiteout ? [.. "trusted."u8, .. name.AsSpan("trusted.overlay."u8.Length)] : name;
    }
}
