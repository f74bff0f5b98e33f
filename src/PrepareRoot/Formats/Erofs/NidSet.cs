namespace PrepareRoot.Formats;

/// <summary>
/// A set of inode numbers: a bit for each place of an inode in the image, in parts that are made
/// when they are needed. For the largest image it has 16 MiB.
/// </summary>
internal sealed class NidSet
{
    private const int PartBits = 16;
    private const int WordBits = 6;

    private ulong[]?[] _parts = [];

    /// <summary>Adds a number, at most that of the largest image; false if it is there.</summary>
    internal bool Add(ulong nid)
    {
        var part = (int)(nid >> PartBits);
        if (part >= _parts.Length)
            System.Array.Resize(ref _parts, part + 1);
        var words = _parts[part] ??= new ulong[1 << (PartBits - WordBits)];
        ref var word = ref words[(int)(nid >> WordBits) & (words.Length - 1)];
        var bit = 1UL << (int)(nid & ((1 << WordBits) - 1));
        var isNew = (word & bit) == 0;
        word |= bit;
        return isNew;
    }

    /// <summary>Whether it has a number.</summary>
    internal bool Contains(ulong nid)
    {
        var part = (int)(nid >> PartBits);
        return part < _parts.Length && _parts[part] is { } words
            && (words[(int)(nid >> WordBits) & (words.Length - 1)] & (1UL << (int)(nid & ((1 << WordBits) - 1)))) != 0;
    }
}
