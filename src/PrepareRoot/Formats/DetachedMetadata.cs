using System;
using PrepareRoot.Faults;

namespace PrepareRoot.Formats;

/// <summary>
/// The detached metadata of an ostree commit (<c>.commitmeta</c>): a GVariant <c>a{sv}</c> with the
/// signatures of the commit.
/// </summary>
internal static class DetachedMetadata
{
    /// <summary>
    /// Reads the signatures in <c>ostree.sign.ed25519</c> (<c>aay</c>); none if the key is missing.
    /// </summary>
    /// <param name="path">The path of the file, for messages.</param>
    /// <param name="content">The whole file.</param>
    /// <param name="signatures">
    /// The signatures. Their sizes are not checked: a valid one has 64 bytes.
    /// </param>
    /// <returns>Null, or <see cref="FaultCode.CommitMalformed"/>.</returns>
    public static Fault? ReadEd25519Signatures(string path, ReadOnlySpan<byte> content, out GVariantArrayReader signatures)
    {
        signatures = default;
        var key = "ostree.sign.ed25519"u8;
        if (!GVariantDictionaryReader.TryRead(content, out var metadata))
            return new Fault(FaultCode.CommitMalformed, path + ": not the detached metadata of a commit");

        var fault = OstreeMetadata.Find(path, metadata, key, "aay"u8, out _, out var value);
        if (fault is not null) return fault;
        return GVariantArrayReader.TryRead(value, 1, out signatures) ? null : OstreeMetadata.Malformed(path, key, " is not a list of signatures");
    }
}
