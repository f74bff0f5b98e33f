using System;

namespace PrepareRoot.Formats;

/// <summary>
/// Reads tuples and dictionary entries that have a member of variable size. The aligned members
/// come first. Framing offsets follow in reverse order: the end positions of the members of
/// variable size, except the last member.
/// </summary>
internal static class GVariantTupleReader
{
    /// <summary>
    /// Finds the range of each member in <paramref name="bytes"/>. False unless the members are in
    /// order, within the bytes, and fill them. GLib would replace any other member by a default
    /// value, but no writer makes such a tuple.
    /// </summary>
    internal static bool TryRead(ReadOnlySpan<byte> bytes, ReadOnlySpan<GVariantType> types, Span<Range> members)
    {
        var offsetSize = GVariantFraming.OffsetSize(bytes.Length);
        var bodyEnd = bytes.Length;
        foreach (var type in types[..^1])
        {
            if (type.Size == 0) bodyEnd -= offsetSize;
        }
        if (bodyEnd < 0) return false;

        long position = 0;
        var offset = bytes.Length;
        for (var i = 0; i < types.Length; i++)
        {
            var start = GVariantFraming.Align(position, types[i].Alignment);
            if (types[i].Size > 0)
                position = start + types[i].Size;
            else if (i == types.Length - 1)
                position = bodyEnd;
            else
                position = GVariantFraming.ReadOffset(bytes, offset -= offsetSize, offsetSize);

            if (position < start || position > bodyEnd) return false;
            members[i] = (int)start..(int)position;
        }
        return position == bodyEnd;
    }
}
