using System;
using System.Text;
using PrepareRoot.Faults;

namespace PrepareRoot.Formats;

/// <summary>Looks up keys in the metadata of an ostree object.</summary>
internal static class OstreeMetadata
{
    /// <summary>
    /// Finds <paramref name="key"/>, which may be missing. A value of another type is a fault. A
    /// duplicate key is a fault, too, because libostree might use another one of its values.
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
            GVariantLookup.Duplicate => Malformed(path, key, " occurs more than once"),
            _ => null,
        };
    }

    /// <summary>The fault for an invalid value of <paramref name="key"/>.</summary>
    internal static Fault Malformed(string path, ReadOnlySpan<byte> key, string problem) =>
        new(FaultCode.CommitMalformed, path + ": " + Encoding.UTF8.GetString(key) + problem);
}
