using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Text;

namespace PrepareRoot.Formats;

/// <summary>
/// Writes a dictionary <c>a{sv}</c> in GVariant's serialization (GLib's "GVariant Specification"),
/// little-endian and in normal form. GLib writes the same bytes for the same entries in the same
/// order.
/// </summary>
internal sealed class GVariantDictionaryWriter
{
    private readonly List<byte> _entries = [];
    private readonly List<int> _ends = [];

    /// <summary>Adds a boolean (<c>b</c>).</summary>
    public void Add(string key, bool value) => Add(key, [value ? (byte)1 : (byte)0], "b");

    /// <summary>Adds a string (<c>s</c>).</summary>
    /// <exception cref="ArgumentException">
    /// The value contains a NUL, which a GVariant string can't have.
    /// </exception>
    public void Add(string key, string value) => Add(key, StringBytes(value), "s");

    /// <summary>Adds a pair of 64-bit numbers (<c>(tt)</c>).</summary>
    public void Add(string key, ulong first, ulong second)
    {
        Span<byte> pair = stackalloc byte[2 * sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(pair, first);
        BinaryPrimitives.WriteUInt64LittleEndian(pair[sizeof(ulong)..], second);
        Add(key, pair, "(tt)");
    }

    /// <summary>
    /// The serialized dictionary: the aligned entries, then the end position of each.
    /// </summary>
    public byte[] ToArray()
    {
        var result = new List<byte>(_entries);
        AddOffsets(result, _ends);
        return result.ToArray();
    }

    // {sv}: the key, the aligned value, and the end position of the key. The value
    // ends at the framing offset.
    private void Add(string key, ReadOnlySpan<byte> value, string type)
    {
        var entry = new List<byte>(StringBytes(key));
        var keyEnd = entry.Count;

        // v: the value, a NUL, its type.
        Align(entry);
        entry.AddRange(value);
        entry.Add(0);
        entry.AddRange(Encoding.ASCII.GetBytes(type));
        AddOffsets(entry, [keyEnd]);

        Align(_entries);
        _entries.AddRange(entry);
        _ends.Add(_entries.Count);
    }

    private static void Align(List<byte> bytes)
    {
        while (bytes.Count % GVariantFraming.WideAlignment != 0) bytes.Add(0);
    }

    private static void AddOffsets(List<byte> bytes, List<int> offsets)
    {
        var size = GVariantFraming.OffsetSize(bytes.Count, offsets.Count);
        Span<byte> number = stackalloc byte[sizeof(uint)];
        foreach (var offset in offsets)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(number, (uint)offset);
            bytes.AddRange(number[..size]);
        }
    }

    private static byte[] StringBytes(string value)
    {
        if (value.Contains('\0')) throw new ArgumentException(null, nameof(value));
        return Encoding.UTF8.GetBytes(value + "\0");
    }
}
