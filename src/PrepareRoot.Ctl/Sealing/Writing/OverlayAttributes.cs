using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using PrepareRoot.Formats;
using PrepareRoot.Linux;

namespace PrepareRoot.Ctl.Sealing;

/// <summary>
/// The extended attributes of a file in the image: those of the file, escaped where overlayfs would
/// act on them, and those that overlayfs is to act on (Linux:
/// <c>Documentation/filesystems/overlayfs.rst</c>, "Metadata only copy up", "Nesting overlayfs
/// mounts").
/// </summary>
internal static class OverlayAttributes
{
    private static readonly byte[] _metacopy = [.. "trusted.overlay.metacopy"u8];
    private static readonly byte[] _redirect = [.. "trusted.overlay.redirect"u8];
    private static readonly ImageXattr _opaque = new([.. "trusted.overlay.opaque"u8], [.. "y"u8]);

    // What makes the mounted root show a regular file as a whiteout, with and without userxattr.
    private static readonly ImageXattr[] _whiteout =
    [
        new([.. "trusted.overlay.overlay.whiteout"u8], []),
        new([.. "user.overlay.whiteout"u8], []),
    ];

    // What makes overlayfs look for such files in a directory: since Linux 6.8 the opaque ones.
    private static readonly ImageXattr[] _whiteouts =
    [
        new([.. "trusted.overlay.overlay.whiteouts"u8], []),
        new([.. "trusted.overlay.overlay.opaque"u8], [.. "x"u8]),
        new([.. "user.overlay.whiteouts"u8], []),
        new([.. "user.overlay.opaque"u8], [.. "x"u8]),
    ];

    /// <summary>The attributes of a file, in the order in which its inode has them.</summary>
    internal static List<ImageXattr> Of(ImageFile file, ImageFormat format)
    {
        var own = Own(file, format);
        if (file.Xattrs.Length == 0 && own.Length == 0)
            return [];
        var all = new List<ImageXattr>(own.Length + file.Xattrs.Length);
        foreach (var xattr in file.Xattrs)
        {
            var escaped = Escape(xattr);
            if (!own.Any(other => other.Name.AsSpan().SequenceEqual(escaped.Name)))
                all.Add(escaped);
        }
        if (format == ImageFormat.V1)
            all.AddRange(own);
        all.Sort(ImageXattr.CompareByName);
        if (format == ImageFormat.V2)
            all.InsertRange(0, own);
        return all;
    }

    /// <summary>Those of a file with an object.</summary>
    internal static ImageXattr[] OfObject(FsVerityDigest digest)
    {
        // struct ovl_metacopy of fs/overlayfs/overlayfs.h: version, length, flags, algorithm, digest.
        byte[] metacopy = [0, (byte)(4 + digest.Bytes.Length), 0, (byte)digest.Algorithm, .. digest.Bytes];
        return [new(_metacopy, metacopy), new(_redirect, Encoding.ASCII.GetBytes("/" + digest.Hex.Insert(2, "/")))];
    }

    /// <summary>Whether it is one of <see cref="OfObject"/>.</summary>
    internal static bool IsOfObject(ImageXattr xattr) => ReferenceEquals(xattr.Name, _metacopy) || ReferenceEquals(xattr.Name, _redirect);

    private static ImageXattr[] Own(ImageFile file, ImageFormat format)
    {
        if (file.Object != default)
            return OfObject(file.Object);
        if (file.IsWhiteout)
            return _whiteout;
        if (file.Type != FileType.Directory)
            return [];
        var opaque = file.Parent is null && format == ImageFormat.V1;
        var whiteouts = file.Names.Any(name => name.File.IsWhiteout);
        return [.. opaque ? [_opaque] : Array.Empty<ImageXattr>(), .. whiteouts ? _whiteouts : []];
    }

    private static ImageXattr Escape(ImageXattr xattr) => xattr.Name.AsSpan().StartsWith("trusted.overlay."u8)
        ? xattr with { Name = [.. "trusted.overlay.overlay."u8, .. xattr.Name.AsSpan("trusted.overlay.".Length)] }
        : xattr;
}
