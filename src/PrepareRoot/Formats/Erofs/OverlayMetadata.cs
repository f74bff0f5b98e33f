using System;
using PrepareRoot.Faults;
using PrepareRoot.Linux;

namespace PrepareRoot.Formats;

/// <summary>
/// What overlayfs makes of an inode's extended attributes, as composefs sets them (Linux:
/// <c>Documentation/filesystems/overlayfs.rst</c>, <c>fs/overlayfs/overlayfs.h</c>).
/// </summary>
/// <param name="Object">
/// The path of the object with the file's content, from the directory of the objects
/// (<c>86/b231…</c>); null if the content is in the image.
/// </param>
/// <param name="Digest">The fs-verity digest that the object must have; null if there is none.</param>
/// <param name="IsWhiteout">
/// Whether the regular file is shown as a whiteout, a character device 0:0.
/// </param>
/// <param name="Visible">
/// The attributes that the mounted root shows, and those that composefs hides in it.
/// </param>
internal sealed record OverlayMetadata(ReadOnlyMemory<byte>? Object, FsVerityDigest? Digest, bool IsWhiteout, ErofsXattr[] Visible)
{
    private static readonly OverlayMetadata _none = new(null, null, false, []);

    /// <summary>The metadata of an inode.</summary>
    internal static Result<OverlayMetadata> Of(ErofsImage image, in ErofsInode inode)
    {
        if (!image.Xattrs(inode).Try(out var xattrs, out var fault))
            return fault;
        if (xattrs.Length == 0)
            return _none;
        var visible = 0;
        ReadOnlyMemory<byte>? path = null;
        FsVerityDigest? digest = null;
        var (isRegular, isWhiteout) = (inode.Type == FileType.Regular, false);
        foreach (var xattr in xattrs)
        {
            switch (OverlayXattrs.KindOf(xattr))
            {
                case OverlayXattr.Redirect when isRegular:
                    if (path is not null)
                        return image.Twice(xattr);
                    if (!image.ObjectPath(xattr).Try(out var redirect, out fault))
                        return fault;
                    path = redirect;
                    break;
                case OverlayXattr.Metacopy when isRegular:
                    if (digest is not null)
                        return image.Twice(xattr);
                    if (!image.Digest(xattr).Try(out var found, out fault))
                        return fault;
                    digest = found == default ? null : found;
                    break;
                case OverlayXattr.EscapedWhiteout when isRegular:
                    (isRegular, isWhiteout) = (false, true);
                    break;
                case OverlayXattr.None:
                case OverlayXattr.Escaped:
                case OverlayXattr.EscapedWhiteout:
                    xattrs[visible++] = xattr;
                    break;
            }
        }
        return new OverlayMetadata(path, digest, isWhiteout, xattrs[..visible]);
    }
}
