using System;

namespace PrepareRoot.Ctl.Archives;

/// <summary>The CRC-32 of gzip (RFC 1952, section 8).</summary>
internal sealed class Crc32
{
    private const uint Polynomial = 0xedb88320;

    private static readonly uint[] Table = MakeTable();

    private uint _state = uint.MaxValue;

    /// <summary>The sum of the bytes so far.</summary>
    internal uint Value => ~_state;

    /// <summary>Adds bytes.</summary>
    internal void Add(ReadOnlySpan<byte> bytes)
    {
        var state = _state;
        foreach (var b in bytes)
            state = Table[(byte)(state ^ b)] ^ (state >> 8);
        _state = state;
    }

    private static uint[] MakeTable()
    {
        var table = new uint[256];
        for (var i = 0u; i < table.Length; i++)
        {
            var value = i;
            for (var bit = 0; bit < 8; bit++)
                value = (value & 1) == 0 ? value >> 1 : Polynomial ^ (value >> 1);
            table[i] = value;
        }
        return table;
    }
}
