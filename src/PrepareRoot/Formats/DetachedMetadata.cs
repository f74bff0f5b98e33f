using System;
using PrepareRoot.Faults;

namespace PrepareRoot.Formats;

/// <summary>
/// The detached metadata of an ostree commit (<c>.commitmeta</c>): a GVariant <c>a{sv}</c>, in
/// which signatures are kept.
/// </summary>
internal static class DetachedMetadata
{
    /// <summary>
    /// Reads the signatures in <c>ostree.sign.ed25519</c> (<c>aay</c>); none if the key is missing.
    /// </summary>
    /// <param name="path">The file's name, for messages.</param>
    /// <param name="content">All of it.</param>
    /// <param name="signatures">
    /// The signatures as they are: their sizes, 64 bytes if they are sound, were not looked at.
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
