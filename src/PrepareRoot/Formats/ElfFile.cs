using System;
using System.Buffers.Binary;
using System.Text;
using PrepareRoot.Linux;

namespace PrepareRoot.Formats;

/// <summary>
/// Reads from an ELF file what starts it (<c>elf(5)</c>, <c>linux/elf.h</c>): its interpreter, and
/// the C library that it needs. Every size is bounded.
/// </summary>
/// <param name="content">The file.</param>
internal sealed class ElfFile(IImageBytes content)
{
    /// <summary>The size of the largest header.</summary>
    internal const int HeaderSize = 64;

    /// <summary>PT_DYNAMIC.</summary>
    internal const uint PT_DYNAMIC = 2;

    /// <summary>DT_NEEDED.</summary>
    internal const ulong DT_NEEDED = 1;

    /// <summary>DT_STRTAB.</summary>
    internal const ulong DT_STRTAB = 5;

    private const int PathMax = 4096; // linux/limits.h
    private const int StartSize = 4096;

    private const int ELFCLASS32 = 1;
    private const int ELFDATA2MSB = 2;
    private const int ET_EXEC = 2;
    private const int ET_DYN = 3;
    private const uint PT_LOAD = 1;
    private const uint PT_INTERP = 3;
    private const int MaxHeadersSize = 65536; // as load_elf_phdrs() limits them

    // Larger dynamic sections are not read to their end. A library has a short name.
    private const int MaxDynamicSize = 16384;
    private const int MaxNameSize = 64;

    private byte[]? _start;
    private bool _isBig;
    private byte[] _headers = [];
    private int _headerSize;

    /// <summary>Why a part could not be read; <see cref="Errno.None"/> if all could.</summary>
    internal Errno Error { get; private set; }

    /// <summary>Whether it has 32-bit words.</summary>
    internal bool Is32 { get; private set; }

    /// <summary>Whether a file begins as an ELF file does.</summary>
    internal static bool Is(ReadOnlySpan<byte> head) => head.Length >= HeaderSize && head[0] == 0x7f && head[1..].StartsWith("ELF"u8);

    /// <summary>Reads the headers.</summary>
    /// <param name="head">Its first bytes, for which <see cref="Is"/> holds.</param>
    /// <returns>What is wrong with it; null if nothing is.</returns>
    internal string? ReadHeaders(ReadOnlySpan<byte> head)
    {
        (Is32, _isBig) = (head[4] == ELFCLASS32, head[5] == ELFDATA2MSB);
        if (Number(head, 16, 2) is not (ET_EXEC or ET_DYN))
            return "is an ELF file, but no program";
        _headerSize = (int)Number(head, Is32 ? 42 : 54, 2);
        var size = (int)Number(head, Is32 ? 44 : 56, 2) * _headerSize;
        if (_headerSize != (Is32 ? 32 : 56) || size is 0 or > MaxHeadersSize)
            return "is an ELF file with invalid program headers";
        _headers = Part(Word(head, 28, 32), size);
        return _headers.Length < size ? "is an ELF file whose program headers can't be read" : null;
    }

    /// <summary>Reads what starts it.</summary>
    /// <param name="head">Its first bytes, for which <see cref="Is"/> holds.</param>
    internal ProgramFile Read(byte[] head)
    {
        if (ReadHeaders(head) is { } problem)
            return ProgramFile.Bad(problem);
        if (Find(PT_INTERP) is not { } interpreter)
            return new ProgramFile(null, false, null);
        if (interpreter.Size is < 2 or > PathMax)
            return ProgramFile.Bad("is an ELF file with an interpreter of " + interpreter.Size.Text() + " bytes");
        var path = Part(interpreter.Offset, (int)interpreter.Size);
        return path.Length == (int)interpreter.Size && path[0] != 0 && path[^1] == 0
            ? new ProgramFile(Text(path), false, null) { CLibrary = FindCLibrary() }
            : ProgramFile.Bad("is an ELF file whose interpreter can't be read");
    }

    /// <summary>The first segment with a type; null if there is none.</summary>
    internal ElfSegment? Find(uint type)
    {
        for (var at = 0; at < _headers.Length; at += _headerSize)
        {
            if (Number(_headers, at, 4) == type)
                return Segment(at);
        }
        return null;
    }

    /// <summary>Where an address in memory is in the file; null if no PT_LOAD maps it.</summary>
    internal ulong? OffsetOf(ulong address)
    {
        for (var at = 0; at < _headers.Length; at += _headerSize)
        {
            var segment = Segment(at);
            if (Number(_headers, at, 4) == PT_LOAD && address >= segment.Address && address - segment.Address < segment.Size)
                return segment.Offset + (address - segment.Address);
        }
        return null;
    }

    /// <summary>At most this many bytes; fewer at the end of the file, and after an error.</summary>
    internal byte[] Part(ulong offset, int count)
    {
        // It has most headers, and is read once.
        if (offset + (ulong)count > StartSize)
            return Read(offset, count);
        _start ??= Read(0, StartSize);
        return offset < (ulong)_start.Length ? _start[(int)offset..Math.Min((int)offset + count, _start.Length)] : [];
    }

    private byte[] Read(ulong offset, int count)
    {
        if (offset > content.Size)
            return [];
        var part = new byte[(int)Math.Min((ulong)count, content.Size - offset)];
        var errno = content.ReadAt(part, offset, out var read);
        if (errno != Errno.None)
            Error = errno;
        return part[..read];
    }

    /// <summary>
    /// A field of the file's word size: its place in a file of 32 bits, and in one of 64 bits.
    /// </summary>
    internal ulong Word(ReadOnlySpan<byte> bytes, int offset32, int offset64) => Is32 ? Number(bytes, offset32, 4) : Number(bytes, offset64, 8);

    /// <summary>A number of 2, 4 or 8 bytes.</summary>
    internal ulong Number(ReadOnlySpan<byte> bytes, int offset, int size) => (size, _isBig) switch
    {
        (2, false) => BinaryPrimitives.ReadUInt16LittleEndian(bytes[offset..]),
        (2, true) => BinaryPrimitives.ReadUInt16BigEndian(bytes[offset..]),
        (4, false) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[offset..]),
        (4, true) => BinaryPrimitives.ReadUInt32BigEndian(bytes[offset..]),
        (_, false) => BinaryPrimitives.ReadUInt64LittleEndian(bytes[offset..]),
        _ => BinaryPrimitives.ReadUInt64BigEndian(bytes[offset..]),
    };

    private ElfSegment Segment(int at) => new(
        Word(_headers, at + 4, at + 8), Word(_headers, at + 8, at + 16), Word(_headers, at + 16, at + 32));

    // The name in DT_NEEDED that starts with "libc.so.". Null also if the file is odd: the loader
    // judges that.
    private string? FindCLibrary()
    {
        if (Find(PT_DYNAMIC) is not { } segment)
            return null;
        var entry = Is32 ? 8 : 16;
        var dynamic = Part(segment.Offset, (int)Math.Min(segment.Size, MaxDynamicSize));
        if (FindStrings(dynamic, entry) is not { } strings)
            return null;
        for (var i = 0; i + entry <= dynamic.Length && Error == Errno.None; i += entry)
        {
            if (Word(dynamic, i, i) != DT_NEEDED)
                continue;
            var name = Text(Part(strings + Word(dynamic, i + 4, i + 8), MaxNameSize));
            if (name.StartsWith("libc.so.", StringComparison.Ordinal) && !name.Contains('/'))
                return name;
        }
        return null;
    }

    private ulong? FindStrings(byte[] dynamic, int entry)
    {
        for (var i = 0; i + entry <= dynamic.Length; i += entry)
        {
            if (Word(dynamic, i, i) == DT_STRTAB && OffsetOf(Word(dynamic, i + 4, i + 8)) is { } offset)
                return offset;
        }
        return null;
    }

    private static string Text(ReadOnlySpan<byte> bytes) =>
        Encoding.UTF8.GetString(bytes[..(bytes.IndexOf((byte)0) is var end and >= 0 ? end : bytes.Length)]);
}

/// <summary>A segment of an ELF file.</summary>
/// <param name="offset">Where it is in the file.</param>
/// <param name="address">Where it is in memory.</param>
/// <param name="size">Its bytes in the file.</param>
internal readonly struct ElfSegment(ulong offset, ulong address, ulong size)
{
    /// <summary>Where it is in the file.</summary>
    internal ulong Offset => offset;

    /// <summary>Where it is in memory.</summary>
    internal ulong Address => address;

    /// <summary>Its bytes in the file.</summary>
    internal ulong Size => size;
}
