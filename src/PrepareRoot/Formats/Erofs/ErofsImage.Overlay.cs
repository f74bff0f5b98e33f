using System;
using PrepareRoot.Faults;
using PrepareRoot.Linux;

namespace PrepareRoot.Formats;

/// <summary>The values of overlayfs's extended attributes.</summary>
internal sealed partial class ErofsImage
{
    // struct ovl_metacopy of fs/overlayfs/overlayfs.h: version, length, flags, algorithm, digest.
    private const int MetacopyHeaderSize = 4;

    /// <summary>The path in <c>trusted.overlay.redirect</c>, without the slash before it.</summary>
    internal Result<ReadOnlyMemory<byte>> ObjectPath(in ErofsXattr redirect)
    {
        if (!Value(redirect).Try(out var path, out var fault))
            return fault;
        if (path.Span.StartsWith("/"u8))
            path = path[1..];
        return path.Length is > 0 and <= MaxPath && !path.Span.Contains((byte)0)
            ? path
            : Malformed(redirect.ValueOffset, "trusted.overlay.redirect must be a path, but is " + OffendingText.Quote(path.Span));
    }

    /// <summary>
    /// The digest in <c>trusted.overlay.metacopy</c>; <c>default</c> if it has none, which overlayfs
    /// allows.
    /// </summary>
    internal Result<FsVerityDigest> Digest(in ErofsXattr metacopy)
    {
        if (!Value(metacopy).Try(out var value, out var fault))
            return fault;
        var bytes = value.Span;
        if (bytes.Length is 0 or MetacopyHeaderSize && (bytes.IsEmpty || (bytes[0], bytes[1]) == (0, MetacopyHeaderSize)))
            return default(FsVerityDigest);
        return bytes.Length > MetacopyHeaderSize
            && bytes[0] == 0
            && bytes[1] == bytes.Length
            && bytes[2] == 0
            && FsVerityDigest.TryFrom((FsVerityAlgorithm)bytes[3], bytes[MetacopyHeaderSize..], out var digest)
            ? digest
            : Malformed(metacopy.ValueOffset, "trusted.overlay.metacopy must have a digest, but is of " + bytes.Length.Text() + " bytes that begin with "
                + Convert.ToHexStringLower(bytes[..Math.Min(bytes.Length, MetacopyHeaderSize)]));
    }

    /// <summary>The fault that an inode has an attribute twice.</summary>
    internal Fault Twice(in ErofsXattr xattr) =>
        Malformed(xattr.ValueOffset, "an inode has two extended attributes " + OffendingText.Quote(xattr.Name));
}
