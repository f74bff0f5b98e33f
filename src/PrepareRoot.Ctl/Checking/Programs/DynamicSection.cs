using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using PrepareRoot.Formats;

namespace PrepareRoot.Ctl.Checking;

/// <summary>What an ELF file tells the dynamic linker (<c>elf(5)</c>, PT_DYNAMIC).</summary>
/// <param name="Is32">Whether it has 32-bit words.</param>
/// <param name="Machine">The processor: EM_….</param>
/// <param name="Needed">The libraries that it needs, in order: DT_NEEDED.</param>
/// <param name="RPath">Where they are searched first: DT_RPATH.</param>
/// <param name="RunPath">
/// Where they are searched: DT_RUNPATH. If it is there, DT_RPATH is ignored.
/// </param>
/// <param name="Problem">Why it can't be loaded; null if nothing is known.</param>
internal sealed record DynamicSection(
    bool Is32, ushort Machine, IReadOnlyList<string> Needed, string? RPath, string? RunPath, string? Problem = null)
{
    private const ulong DT_NULL = 0;
    private const ulong DT_NEEDED = 1;
    private const ulong DT_STRTAB = 5;
    private const ulong DT_RPATH = 15;
    private const ulong DT_RUNPATH = 29;

    // systemd's have about 3 KiB.
    private const ulong MaxSize = 64 * 1024;
    private const int MaxString = 4096; // PATH_MAX of linux/limits.h

    private static readonly DynamicSection _none = new(false, 0, [], null, null);

    /// <summary>Reads it. A static program has none, and needs nothing.</summary>
    internal static DynamicSection Read(IImageBytes content)
    {
        var head = ElfFile.Part(content, 0, ElfFile.HeaderSize);
        if (head is null || !ElfFile.Is(head))
            return _none with { Problem = head is null ? "can't be read" : "is no ELF file" };
        var file = ElfFile.Read(content, head, out var problem);
        var section = _none with { Is32 = file.Is32, Machine = file.Machine, Problem = problem };
        if (problem is not null || file.Segments.FirstOrDefault(segment => segment.Type == ElfFile.PT_DYNAMIC) is not { Type: ElfFile.PT_DYNAMIC } dynamic)
            return section;
        if (dynamic.Size > MaxSize || file.Part(dynamic.Offset, (int)dynamic.Size) is not { } entries || (ulong)entries.Length < dynamic.Size)
            return section with { Problem = "is an ELF file whose dynamic section can't be read" };
        return section.Parse(file, entries) ?? section with { Problem = "is an ELF file whose dynamic section has a name that can't be read" };
    }

    // Null if a name can't be read.
    private DynamicSection? Parse(ElfFile file, byte[] entries)
    {
        var tags = new List<(ulong Tag, ulong Value)>();
        for (var at = 0; at + (2 * file.WordSize) <= entries.Length; at += 2 * file.WordSize)
        {
            var tag = file.Number(entries, at, file.WordSize);
            if (tag == DT_NULL)
                break;
            tags.Add((tag, file.Number(entries, at + file.WordSize, file.WordSize)));
        }
        if (OffsetOf(file, tags.Find(entry => entry.Tag == DT_STRTAB).Value) is not { } strings)
            return tags.Exists(entry => entry.Tag is DT_NEEDED or DT_RPATH or DT_RUNPATH) ? null : this;
        var needed = new List<string>();
        var section = this;
        foreach (var (tag, value) in tags)
        {
            if (tag is not (DT_NEEDED or DT_RPATH or DT_RUNPATH))
                continue;
            if (Text(file, strings, value) is not { } text)
                return null;
            if (tag == DT_NEEDED)
                needed.Add(text);
            section = tag == DT_RPATH ? section with { RPath = text } : tag == DT_RUNPATH ? section with { RunPath = text } : section;
        }
        return section with { Needed = needed };
    }

    // Where an address in memory is in the file; null if it is in no segment.
    private static ulong? OffsetOf(ElfFile file, ulong address)
    {
        foreach (var segment in file.Segments)
        {
            if (segment.Type == ElfFile.PT_LOAD && address >= segment.Address && address - segment.Address < segment.Size)
                return segment.Offset + (address - segment.Address);
        }
        return null;
    }

    private static string? Text(ElfFile file, ulong strings, ulong offset)
    {
        if (file.Part(unchecked(strings + offset), MaxString) is not { } bytes)
            return null;
        var end = bytes.AsSpan().IndexOf((byte)0);
        return end < 0 ? null : Encoding.UTF8.GetString(bytes.AsSpan(0, end));
    }
}
