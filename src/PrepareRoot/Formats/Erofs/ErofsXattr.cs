using System;

namespace PrepareRoot.Formats;

/// <summary>
/// An extended attribute of an inode: <c>struct erofs_xattr_entry</c> of <c>fs/erofs/erofs_fs.h</c>.
/// </summary>
/// <param name="Index">The number of its prefix: <c>EROFS_XATTR_INDEX_…</c>.</param>
/// <param name="Suffix">Its name after the prefix.</param>
/// <param name="ValueOffset">Where in the image its value is.</param>
/// <param name="ValueSize">How many bytes its value has.</param>
internal readonly record struct ErofsXattr(byte Index, ReadOnlyMemory<byte> Suffix, ulong ValueOffset, int ValueSize)
{
    /// <summary>How many prefixes there are; the first is none at all.</summary>
    internal const int PrefixCount = 7;

    /// <summary>Its whole name.</summary>
    internal byte[] Name => [.. Prefix, .. Suffix.Span];

    private ReadOnlySpan<byte> Prefix => Index switch
    {
        1 => "user."u8,
        2 => "system.posix_acl_access"u8,
        3 => "system.posix_acl_default"u8,
        4 => "trusted."u8,
        5 => "lustre."u8,
        6 => "security."u8,
        _ => [],
    };

    /// <summary>Whether this is its whole name.</summary>
    internal bool Is(ReadOnlySpan<byte> name) => name.StartsWith(Prefix) && name[Prefix.Length..].SequenceEqual(Suffix.Span);

    /// <summary>Whether its whole name begins with this, which is longer than a prefix.</summary>
    internal bool StartsWith(ReadOnlySpan<byte> name) => name.StartsWith(Prefix) && Suffix.Span.StartsWith(name[Prefix.Length..]);
}
