using System.IO;
using PrepareRoot.Linux;

namespace PrepareRoot.Ctl.Archives;

/// <summary>
/// How much of an initramfs is read, decompressed: a few bytes can become any amount.
/// </summary>
internal sealed class ReadBudget
{
    private const long MaxBytes = 2L * 1024 * 1024 * 1024;
    private const long MaxNames = 64 * 1024 * 1024;

    private long _bytes;
    private long _names;
    private long _records;

    /// <summary>Counts bytes of content.</summary>
    internal void Spend(int bytes)
    {
        _bytes += bytes;
        if (_bytes > MaxBytes)
            throw new InvalidDataException("it has more than " + MaxBytes.Text() + " bytes, decompressed");
    }

    /// <summary>Counts a record and the bytes of its name.</summary>
    /// <returns>The number of the record.</returns>
    internal long NextRecord(int nameSize)
    {
        _names += nameSize;
        return _names <= MaxNames ? ++_records : throw new InvalidDataException("the names of its files have more than " + MaxNames.Text() + " bytes");
    }
}
