using System;
using System.Text;
using PrepareRoot.Faults;

namespace PrepareRoot.Formats;

/// <summary>Looking up a key in the metadata of an ostree object.</summary>
internal static class OstreeMetadata
{
    /// <summary>
    /// Finds <paramref name="key"/>. It may be missing; a fault is a value of another type, or a
    /// key that is there twice, since libostree and we might each believe another one.
    /// </summary>
    internal static Fault? Find(
        string path,
        GVariantDictionaryReader metadata,
        ReadOnlySpan<byte> key,
        ReadOnlySpan<byte> type,
        out bool found,
        out ReadOnlySpan<byte> value)
    {
        var lookup = metadata.Find(key, type, out value);
        found = lookup == GVariantLookup.Found;
        return lookup switch
        {
            GVariantLookup.WrongType => Malformed(path, key, " is not of type " + Encoding.UTF8.GetString(type)),
            GVariantLookup.Duplicate => Malformed(path, key, " is there more than once"),
            _ => null,
        };
    }

    /// <summary>The fault that the value of <paramref name="key"/> can't be.</summary>
    internal static Fault Malformed(string path, ReadOnlySpan<byte> key, string problem) =>
        new(FaultCode.CommitMalformed, path + ": " + Encoding.UTF8.GetString(key) + problem);
}
