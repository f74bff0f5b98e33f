using System;
using System.Text.Unicode;

namespace PrepareRoot.Formats;

/// <summary>
/// Reads a dictionary <c>a{sv}</c>. It allocates no memory, so a forged number of entries has no
/// effect.
/// </summary>
internal readonly ref struct GVariantDictionaryReader
{
    private readonly GVariantArrayReader _entries;

    private GVariantDictionaryReader(GVariantArrayReader entries) => _entries = entries;

    /// <summary>
    /// Reads the dictionary in <paramref name="bytes"/>. False unless every entry is a string and a
    /// variant with a type. The values are not checked here.
    /// </summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out GVariantDictionaryReader dictionary)
    {
        dictionary = default;
        if (!GVariantArrayReader.TryRead(bytes, GVariantFraming.WideAlignment, out var entries)) return false;
        foreach (var entry in entries)
        {
            if (!TryReadEntry(entry, out _, out _, out _)) return false;
        }
        dictionary = new GVariantDictionaryReader(entries);
        return true;
    }

    /// <summary>Looks up <paramref name="key"/>.</summary>
    /// <param name="key">The key, UTF-8.</param>
    /// <param name="type">The type that the value must have, e.g. <c>ay</c>.</param>
    /// <param name="value">The bytes of the value if it was found; otherwise empty.</param>
    public GVariantLookup Find(ReadOnlySpan<byte> key, ReadOnlySpan<byte> type, out ReadOnlySpan<byte> value)
    {
        value = default;
        var lookup = GVariantLookup.Absent;
        foreach (var entry in _entries)
        {
            TryReadEntry(entry, out var entryKey, out var entryType, out var entryValue);
            if (!entryKey.SequenceEqual(key)) continue;
            if (lookup != GVariantLookup.Absent)
            {
                value = default;
                return GVariantLookup.Duplicate;
            }
            lookup = entryType.SequenceEqual(type) ? GVariantLookup.Found : GVariantLookup.WrongType;
            if (lookup == GVariantLookup.Found) value = entryValue;
        }
        return lookup;
    }

    private static bool TryReadEntry(ReadOnlySpan<byte> entry, out ReadOnlySpan<byte> key, out ReadOnlySpan<byte> type, out ReadOnlySpan<byte> value)
    {
        key = type = value = default;
        Span<Range> members = stackalloc Range[2];
        if (!GVariantTupleReader.TryRead(entry, [GVariantType.Unaligned, GVariantType.Aligned], members)) return false;

        // s: UTF-8 without a NUL, then a NUL.
        key = entry[members[0]];
        if (key.IsEmpty || key.IndexOf((byte)0) != key.Length - 1 || !Utf8.IsValid(key)) return false;
        key = key[..^1];

        // v: the value, a NUL, its type. The type has no NUL. The value may have one.
        var variant = entry[members[1]];
        var nul = variant.LastIndexOf((byte)0);
        if (nul < 0 || nul == variant.Length - 1) return false;
        type = variant[(nul + 1)..];
        value = variant[..nul];
        return true;
    }
}
