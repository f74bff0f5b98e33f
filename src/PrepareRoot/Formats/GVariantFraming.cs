using System;

namespace PrepareRoot.Formats;

/// <summary>The framing of GVariant's serialization, for readers and writers.</summary>
/// <remarks>
/// Source: GLib's "GVariant Specification". A container with children of variable size ends with
/// framing offsets: unsigned little-endian numbers, each the end position of a child in the
/// container.
/// </remarks>
internal static class GVariantFraming
{
    /// <summary>
    /// Alignment in bytes of <c>{sv}</c>, <c>v</c>, <c>t</c> and types that contain them.
    /// </summary>
    internal const int WideAlignment = 8;

    /// <summary>
    /// Bytes per framing offset of a container with <paramref name="bodySize"/> bytes before its
    /// <paramref name="count"/> offsets: the smallest size that can represent the container's size.
    /// </summary>
    internal static int OffsetSize(int bodySize, int count) =>
        bodySize + (long)count <= byte.MaxValue ? 1 : bodySize + (2L * count) <= ushort.MaxValue ? 2 : 4;

    /// <summary>Bytes per framing offset of a container of this size, offsets included.</summary>
    internal static int OffsetSize(int containerSize) => OffsetSize(containerSize, 0);

    /// <summary>Rounds a position up to a multiple of <paramref name="alignment"/>.</summary>
    internal static long Align(long position, int alignment) => (position + alignment - 1) / alignment * alignment;

    /// <summary>The framing offset at <paramref name="position"/>.</summary>
    internal static long ReadOffset(ReadOnlySpan<byte> container, int position, int offsetSize)
    {
        long offset = 0;
        for (var i = offsetSize - 1; i >= 0; i--) offset = (offset << 8) | container[position + i];
        return offset;
    }
}
