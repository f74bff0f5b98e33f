using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Linq;
using System.Text;

namespace PrepareRoot.Tests.Formats;

/// <summary>A little-endian 64-bit ELF file with an interpreter and a dynamic section.</summary>
internal sealed record TestElf
{
    /// <summary>Where it is in memory.</summary>
    private const int Address = 0x4000;

    private const int Header = 64;
    private const int ProgramHeader = 56;

    internal ushort Machine { get; init; } = 62;

    internal string? Interpreter { get; init; }

    internal IReadOnlyList<string> Needed { get; init; } = [];

    internal string? RPath { get; init; }

    internal string? RunPath { get; init; }

    /// <summary>Where the dynamic section is in <see cref="Bytes"/>.</summary>
    internal static int Dynamic => Header + (3 * ProgramHeader);

    internal byte[] Bytes()
    {
        var strings = new List<byte> { 0 };
        var tags = new List<(long, long)>();
        int Text(string text)
        {
            strings.AddRange(Encoding.UTF8.GetBytes(text + "\0"));
            return strings.Count - Encoding.UTF8.GetByteCount(text) - 1;
        }
        tags.AddRange(Needed.Select(name => (1L, (long)Text(name))));
        if (RPath is not null)
            tags.Add((15, Text(RPath)));
        if (RunPath is not null)
            tags.Add((29, Text(RunPath)));
        var dynamicSize = (tags.Count + 2) * 16;
        tags.AddRange([(5, Address + Dynamic + dynamicSize), (0, 0)]);
        var interpreter = Interpreter is null ? 0 : Text(Interpreter);
        var elf = new byte[Dynamic + dynamicSize + strings.Count];
        "\u007fELF\u0002\u0001\u0001"u8.CopyTo(elf);
        Put(elf, 16, 2, 3);
        Put(elf, 18, 2, Machine);
        Put(elf, 32, 8, Header);
        Put(elf, 54, 2, ProgramHeader);
        Put(elf, 56, 2, 3);
        Segment(elf, 0, 1, 0, elf.Length);
        Segment(elf, 1, 2, Dynamic, dynamicSize);
        Segment(elf, 2, Interpreter is null ? 0 : 3, Dynamic + dynamicSize + interpreter, Encoding.UTF8.GetByteCount(Interpreter ?? "") + 1);
        for (var i = 0; i < tags.Count; i++)
        {
            Put(elf, Dynamic + (i * 16), 8, tags[i].Item1);
            Put(elf, Dynamic + (i * 16) + 8, 8, tags[i].Item2);
        }
        strings.CopyTo(elf, Dynamic + dynamicSize);
        return elf;
    }

    private static void Segment(byte[] elf, int index, int type, int offset, int size)
    {
        var at = Header + (index * ProgramHeader);
        Put(elf, at, 4, type);
        Put(elf, at + 8, 8, offset);
        Put(elf, at + 16, 8, Address + offset);
        Put(elf, at + 32, 8, size);
    }

    private static void Put(byte[] elf, int offset, int size, long value)
    {
        if (size == 2)
            BinaryPrimitives.WriteUInt16LittleEndian(elf.AsSpan(offset), (ushort)value);
        else if (size == 4)
            BinaryPrimitives.WriteUInt32LittleEndian(elf.AsSpan(offset), (uint)value);
        else
            BinaryPrimitives.WriteInt64LittleEndian(elf.AsSpan(offset), value);
    }
}
