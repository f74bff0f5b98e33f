using System;

namespace PrepareRoot.Formats;

/// <summary>
/// Reads an array whose elements vary in size, such as <c>aay</c>: the elements, each at its
/// alignment, then a framing offset for each. It allocates nothing, whatever number of elements the
/// bytes pretend to hold.
/// </summary>
internal readonly ref struct GVariantArrayReader
{
    private readonly ReadOnlySpan<byte> _bytes;
    private readonly int _alignment;
    private readonly int _offsetSize;
    private readonly int _offsets;

    private GVariantArrayReader(ReadOnlySpan<byte> bytes, int alignment, int offsetSize, int offsets)
    {
        _bytes = bytes;
        _alignment = alignment;
        _offsetSize = offsetSize;
        _offsets = offsets;
    }

    /// <summary>The number of elements.</summary>
    public int Count => _offsetSize == 0 ? 0 : (_bytes.Length - _offsets) / _offsetSize;

    /// <summary>
    /// The array in <paramref name="bytes"/>. False unless its elements lie in order and within the
    /// bytes: GLib would put default values in the place of those that do not; no writer makes such
    /// an array.
    /// </summary>
    /// <param name="bytes">The whole array; none are an empty one.</param>
    /// <param name="alignment">
    /// Alignment of an element in bytes: 1 for <c>ay</c>, 8 for <c>{sv}</c>.
    /// </param>
    /// <param name="array">The array.</param>
    public static bool TryRead(ReadOnlySpan<byte> bytes, int alignment, out GVariantArrayReader array)
    {
        array = default;
        if (bytes.IsEmpty) return true;

        // The last element ends where the offsets begin.
        var offsetSize = GVariantFraming.OffsetSize(bytes.Length);
        if (bytes.Length < offsetSize) return false;
        var offsets = GVariantFraming.ReadOffset(bytes, bytes.Length - offsetSize, offsetSize);
        if (offsets >= bytes.Length || (bytes.Length - offsets) % offsetSize != 0) return false;

        long end = 0;
        for (var i = (int)offsets; i < bytes.Length; i += offsetSize)
        {
            var start = GVariantFraming.Align(end, alignment);
            end = GVariantFraming.ReadOffset(bytes, i, offsetSize);
            if (end < start || end > offsets) return false;
        }
        array = new GVariantArrayReader(bytes, alignment, offsetSize, (int)offsets);
        return true;
    }

    /// <summary>Goes through the elements.</summary>
    public Enumerator GetEnumerator() => new(this);

    /// <summary>One pass through the elements, for <c>foreach</c>.</summary>
    public ref struct Enumerator
    {
        private readonly GVariantArrayReader _array;
        private int _next;
        private int _end;

        internal Enumerator(GVariantArrayReader array) => _array = array;

        /// <summary>The element's bytes.</summary>
        public ReadOnlySpan<byte> Current { get; private set; }

        /// <summary>Goes to the next element, if there is one.</summary>
        public bool MoveNext()
        {
            if (_next == _array.Count) return false;
            var start = (int)GVariantFraming.Align(_end, _array._alignment);
            _end = (int)GVariantFraming.ReadOffset(_array._bytes, _array._offsets + (_next * _array._offsetSize), _array._offsetSize);
            Current = _array._bytes[start.._end];
            _next++;
            return true;
        }
    }
}
