using System;
using System.Buffers.Binary;
using PrepareRoot.Faults;
using PrepareRoot.Linux;

namespace PrepareRoot.Formats;

/// <summary>
/// An ostree commit object, as far as it is needed to verify an image: a GVariant
/// <c>(a{sv}aya(say)sstayay)</c> of metadata, parent, related objects, subject, body, timestamp,
/// root directory and its metadata (<c>OSTREE_COMMIT_GVARIANT_STRING</c> in libostree's
/// <c>ostree-core.h</c>).
/// </summary>
internal sealed class CommitObject
{
    /// <summary>Size in bytes of the SHA-256 that names an object.</summary>
    public const int ChecksumSize = 32;

    private CommitObject(byte[]? parent, ulong timestamp, byte[]? composefsDigest, bool hasImageConfig)
    {
        Parent = parent;
        Timestamp = timestamp;
        ComposefsDigest = composefsDigest;
        HasImageConfig = hasImageConfig;
    }

    /// <summary>Checksum of the parent commit, 32 bytes; null if there is no parent.</summary>
    public byte[]? Parent { get; }

    /// <summary>The timestamp, in seconds since 1970, UTC.</summary>
    public ulong Timestamp { get; }

    /// <summary>
    /// Metadata <c>ostree.composefs.digest.v0</c>: the SHA-256 fs-verity digest of the composefs
    /// image of this commit, 32 bytes; null if the commit has none.
    /// </summary>
    public byte[]? ComposefsDigest { get; }

    /// <summary>
    /// Whether there is metadata <c>ostree.container.image-config</c>: bootc derived the commit
    /// from a container image.
    /// </summary>
    public bool HasImageConfig { get; }

    /// <summary>Parses a commit object.</summary>
    /// <param name="path">The path of the file, for messages.</param>
    /// <param name="content">The whole file.</param>
    /// <returns>The commit, or <see cref="FaultCode.CommitMalformed"/>.</returns>
    public static Result<CommitObject> Parse(string path, ReadOnlySpan<byte> content)
    {
        ReadOnlySpan<GVariantType> types =
        [
            GVariantType.Aligned, GVariantType.Unaligned, GVariantType.Unaligned, GVariantType.Unaligned,
            GVariantType.Unaligned, GVariantType.UInt64, GVariantType.Unaligned, GVariantType.Unaligned,
        ];
        Span<Range> members = stackalloc Range[types.Length];
        if (!GVariantTupleReader.TryRead(content, types, members)
            || !GVariantDictionaryReader.TryRead(content[members[0]], out var metadata))
        {
            return new Fault(FaultCode.CommitMalformed, path + ": not a commit object");
        }

        if (content[members[6]] is { Length: not ChecksumSize } root) return WrongSize(path, "the root directory's checksum", root);
        if (content[members[7]] is { Length: not ChecksumSize } rootMetadata) return WrongSize(path, "the root metadata's checksum", rootMetadata);

        var parent = content[members[1]];
        if (!parent.IsEmpty && parent.Length != ChecksumSize) return WrongSize(path, "the parent's checksum", parent);

        // Numbers in ostree's objects are big-endian.
        var timestamp = BinaryPrimitives.ReadUInt64BigEndian(content[members[5]]);

        var fault = OstreeMetadata.Find(path, metadata, "ostree.composefs.digest.v0"u8, "ay"u8, out var hasDigest, out var digest);
        if (fault is not null) return fault;
        if (hasDigest && digest.Length != ChecksumSize) return WrongSize(path, "ostree.composefs.digest.v0", digest);

        fault = OstreeMetadata.Find(path, metadata, "ostree.container.image-config"u8, "s"u8, out var hasImageConfig, out _);
        if (fault is not null) return fault;

        return new CommitObject(parent.IsEmpty ? null : parent.ToArray(), timestamp, hasDigest ? digest.ToArray() : null, hasImageConfig);
    }

    private static Fault WrongSize(string path, string what, ReadOnlySpan<byte> value) => new(
        FaultCode.CommitMalformed,
        path + ": " + what + " has " + value.Length.Text() + " bytes instead of 32");
}
