using System;

namespace PrepareRoot.Formats;

/// <summary>
/// Reads an array with elements of variable size, such as <c>aay</c>: the aligned elements, then a
/// framing offset for each. It allocates no memory, so a forged number of elements has no effect.
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
    /// Reads the array in <paramref name="bytes"/>. False unless its elements are in order and
    /// within the bytes. GLib would replace any other element by a default value, but no writer
    /// makes such an array.
    /// </summary>
    /// <param name="bytes">The whole array. No bytes are an empty array.</param>
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

    /// <summary>Enumerates the elements.</summary>
    public Enumerator GetEnumerator() => new(this);

    public ref struct Enumerator
    {
        private readonly GVariantArrayReader _array;
        private int _next;
        private int _end;

        internal Enumerator(GVariantArrayReader array) => _array = array;

        public ReadOnlySpan<byte> Current { get; private set; }

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
