using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Text;
using PrepareRoot.Formats;
using PrepareRoot.Linux;

namespace PrepareRoot.Ctl.Inputs;

/// <summary>
/// The sections of a PE file (Microsoft's "PE Format"): a DOS header with the offset of the PE
/// header, a COFF header, an optional header that is skipped, and the table of sections. Offsets
/// and sizes in it are not trusted.
/// </summary>
internal sealed class PeFile
{
    private const int DosHeaderSize = 64;
    private const int OffsetOfPeOffset = 0x3c;
    private const int CoffHeaderSize = 24; // with the signature "PE\0\0"
    private const int SectionSize = 40;

    // The Windows loader takes 96. systemd-stub's images have about ten.
    private const int MaxSections = 96;

    private readonly InputFile _file;
    private readonly List<PeSection> _sections;

    private PeFile(InputFile file, List<PeSection> sections)
    {
        _file = file;
        _sections = sections;
    }

    /// <summary>Reads the headers of a file.</summary>
    internal static PeFile Read(InputFile file)
    {
        Span<byte> dos = stackalloc byte[DosHeaderSize];
        if (file.Read(dos, 0) < dos.Length || !dos.StartsWith("MZ"u8))
            throw Malformed(file, "it has no DOS header");
        var start = BinaryPrimitives.ReadUInt32LittleEndian(dos[OffsetOfPeOffset..]);
        Span<byte> coff = stackalloc byte[CoffHeaderSize];
        if (file.Read(coff, start) < coff.Length || !coff.StartsWith("PE\0\0"u8))
            throw Malformed(file, "it has no PE header at offset " + start.Text());
        var count = BinaryPrimitives.ReadUInt16LittleEndian(coff[6..]);
        if (count > MaxSections)
            throw Malformed(file, "it has " + count.Text() + " sections, more than the maximum of " + MaxSections.Text());
        var table = new byte[count * SectionSize];
        if (file.Read(table, start + CoffHeaderSize + (long)BinaryPrimitives.ReadUInt16LittleEndian(coff[20..])) < table.Length)
            throw Malformed(file, "its table of " + count.Text() + " sections is truncated");
        var sections = new List<PeSection>();
        for (var i = 0; i < count; i++)
            sections.Add(ReadSection(file, table.AsSpan(i * SectionSize, SectionSize)));
        return new PeFile(file, sections);
    }

    /// <summary>The first section with a name; null if there is none.</summary>
    internal PeSection? Find(string name) => _sections.Find(section => section.Name == name);

    /// <summary>The content of a section.</summary>
    /// <param name="section">The section.</param>
    /// <param name="bound">The maximum size in bytes.</param>
    internal byte[] Content(PeSection section, int bound)
    {
        if (section.Size > bound)
        {
            throw Malformed(
                _file, "its section " + section.Name + " has " + section.Size.Text() + " bytes, more than the maximum of " + bound.Text());
        }
        var content = new byte[section.Size];
        return _file.Read(content, section.Offset) == content.Length ? content : throw Malformed(_file, "its section " + section.Name + " is truncated");
    }

    // Name, VirtualSize, VirtualAddress, SizeOfRawData, PointerToRawData. The raw size is rounded
    // up to the alignment of the file; the virtual size is the true one, unless the rest is zeros.
    private static PeSection ReadSection(InputFile file, ReadOnlySpan<byte> header)
    {
        var name = header[..8].TrimEnd((byte)0);
        var virtualSize = BinaryPrimitives.ReadUInt32LittleEndian(header[8..]);
        var rawSize = BinaryPrimitives.ReadUInt32LittleEndian(header[16..]);
        var offset = BinaryPrimitives.ReadUInt32LittleEndian(header[20..]);
        var section = new PeSection(Encoding.Latin1.GetString(name), offset, Math.Min(virtualSize, rawSize));
        return section.Offset + (ulong)section.Size <= file.Status.Size
            ? section
            : throw Malformed(file, "its section " + OffendingText.Quote(section.Name) + " ends after the end of the file");
    }

    private static FailureException Malformed(InputFile file, string problem) =>
        new(file.Path + ": must be a PE file, but " + problem);
}

/// <summary>A section of a PE file.</summary>
/// <param name="Name">Its name: <c>.cmdline</c>.</param>
/// <param name="Offset">Where it is in the file.</param>
/// <param name="Size">In bytes.</param>
internal sealed record PeSection(string Name, uint Offset, uint Size);
