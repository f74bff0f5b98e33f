using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using PrepareRoot.Formats;
using PrepareRoot.Linux;

namespace PrepareRoot.Ctl.Checking;

/// <summary>
/// The headers of an ELF file (<c>elf(5)</c>). Offsets and sizes in it are not trusted.
/// </summary>
internal sealed class ElfFile
{
    /// <summary>The size of the largest header.</summary>
    internal const int HeaderSize = 64;

    /// <summary>PT_LOAD.</summary>
    internal const uint PT_LOAD = 1;

    /// <summary>PT_DYNAMIC.</summary>
    internal const uint PT_DYNAMIC = 2;

    /// <summary>PT_INTERP.</summary>
    internal const uint PT_INTERP = 3;

    private const int ELFCLASS32 = 1;
    private const int ELFDATA2MSB = 2;
    private const int ET_EXEC = 2;
    private const int ET_DYN = 3;
    private const int MaxHeadersSize = 65536; // as load_elf_phdrs() of fs/binfmt_elf.c limits them

    private readonly IImageBytes _content;
    private readonly bool _isBig;

    private ElfFile(IImageBytes content, byte[] head)
    {
        _content = content;
        (Is32, _isBig) = (head[4] == ELFCLASS32, head[5] == ELFDATA2MSB);
        Machine = (ushort)Number(head, 18, 2);
    }

    /// <summary>Whether it has 32-bit words.</summary>
    internal bool Is32 { get; }

    /// <summary>The processor: EM_….</summary>
    internal ushort Machine { get; }

    /// <summary>The size of a word in bytes.</summary>
    internal int WordSize => Is32 ? 4 : 8;

    /// <summary>The segments.</summary>
    internal IReadOnlyList<ElfSegment> Segments { get; private set; } = [];

    /// <summary>Whether a file begins as an ELF file does.</summary>
    internal static bool Is(ReadOnlySpan<byte> head) => head.Length >= HeaderSize && head[0] == 0x7f && head[1..].StartsWith("ELF"u8);

    /// <summary>Reads the headers.</summary>
    /// <param name="content">The file.</param>
    /// <param name="head">Its first bytes, for which <see cref="Is"/> holds.</param>
    /// <param name="problem">What is wrong; null if nothing is.</param>
    internal static ElfFile Read(IImageBytes content, byte[] head, out string? problem)
    {
        var file = new ElfFile(content, head);
        problem = file.Number(head, 16, 2) is ET_EXEC or ET_DYN ? file.ReadSegments(head) : "is an ELF file, but no program";
        return file;
    }

    /// <summary>At most this many bytes; null if they can't be read.</summary>
    internal static byte[]? Part(IImageBytes content, ulong offset, int count)
    {
        if (offset > content.Size)
            return null;
        var part = new byte[(int)Math.Min((ulong)count, content.Size - offset)];
        return content.ReadAt(part, offset, out var read) == Errno.None ? part[..read] : null;
    }

    /// <summary>At most this many bytes of the file; null if they can't be read.</summary>
    internal byte[]? Part(ulong offset, int count) => Part(_content, offset, count);

    /// <summary>A number of the file.</summary>
    internal ulong Number(ReadOnlySpan<byte> bytes, int offset, int size) => (size, _isBig) switch
    {
        (2, false) => BinaryPrimitives.ReadUInt16LittleEndian(bytes[offset..]),
        (2, true) => BinaryPrimitives.ReadUInt16BigEndian(bytes[offset..]),
        (4, false) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[offset..]),
        (4, true) => BinaryPrimitives.ReadUInt32BigEndian(bytes[offset..]),
        (_, false) => BinaryPrimitives.ReadUInt64LittleEndian(bytes[offset..]),
        _ => BinaryPrimitives.ReadUInt64BigEndian(bytes[offset..]),
    };

    private string? ReadSegments(byte[] head)
    {
        var table = Number(head, Is32 ? 28 : 32, WordSize);
        var size = (int)Number(head, Is32 ? 42 : 54, 2);
        var count = (int)Number(head, Is32 ? 44 : 56, 2);
        if (size != (Is32 ? 32 : 56) || count == 0 || size * count > MaxHeadersSize)
            return "is an ELF file with invalid program headers";
        if (Part(table, size * count) is not { } headers || headers.Length < size * count)
            return "is an ELF file whose program headers can't be read";
        var segments = new ElfSegment[count];
        for (var i = 0; i < count; i++)
        {
            var header = headers.AsSpan(i * size, size);
            segments[i] = new ElfSegment(
                (uint)Number(header, 0, 4),
                Number(header, Is32 ? 4 : 8, WordSize),
                Number(header, Is32 ? 8 : 16, WordSize),
                Number(header, Is32 ? 16 : 32, WordSize));
        }
        Segments = segments;
        return null;
    }
}

/// <summary>A segment of an ELF file.</summary>
/// <param name="Type">PT_….</param>
/// <param name="Offset">Where it is in the file.</param>
/// <param name="Address">Where it is in memory.</param>
/// <param name="Size">Its bytes in the file.</param>
internal readonly record struct ElfSegment(uint Type, ulong Offset, ulong Address, ulong Size);
