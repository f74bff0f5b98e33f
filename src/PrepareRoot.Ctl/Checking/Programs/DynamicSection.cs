using System;
using System.Collections.Generic;
using System.Text;
using PrepareRoot.Formats;
using PrepareRoot.Linux;

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
    private const int MachineOffset = 18; // e_machine
    private const ulong DT_NULL = 0;
    private const ulong DT_RPATH = 15;
    private const ulong DT_RUNPATH = 29;

    // systemd's have about 3 KiB.
    private const ulong MaxSize = 64 * 1024;
    private const int MaxString = 4096; // PATH_MAX of linux/limits.h

    private static readonly DynamicSection _none = new(false, 0, [], null, null);

    /// <summary>Reads it. A static program has none, and needs nothing.</summary>
    internal static DynamicSection Read(IImageBytes content)
    {
        var file = new ElfFile(content);
        var head = file.Part(0, ElfFile.HeaderSize);
        if (!ElfFile.Is(head))
            return _none with { Problem = file.Error == Errno.None ? "is no ELF file" : "can't be read" };
        var section = _none with { Problem = file.ReadHeaders(head), Is32 = file.Is32, Machine = (ushort)file.Number(head, MachineOffset, 2) };
        if (section.Problem is not null || file.Find(ElfFile.PT_DYNAMIC) is not { } dynamic)
            return section;
        var entries = dynamic.Size > MaxSize ? [] : file.Part(dynamic.Offset, (int)dynamic.Size);
        if (dynamic.Size > MaxSize || (ulong)entries.Length < dynamic.Size)
            return section with { Problem = "is an ELF file whose dynamic section can't be read" };
        return section.Parse(file, entries) ?? section with { Problem = "is an ELF file whose dynamic section has a name that can't be read" };
    }

    // Null if a name can't be read.
    private DynamicSection? Parse(ElfFile file, byte[] entries)
    {
        var tags = new List<(ulong Tag, ulong Value)>();
        var word = Is32 ? 4 : 8;
        for (var at = 0; at + (2 * word) <= entries.Length; at += 2 * word)
        {
            var tag = file.Number(entries, at, word);
            if (tag == DT_NULL)
                break;
            tags.Add((tag, file.Number(entries, at + word, word)));
        }
        if (file.OffsetOf(tags.Find(entry => entry.Tag == ElfFile.DT_STRTAB).Value) is not { } strings)
            return tags.Exists(entry => entry.Tag is ElfFile.DT_NEEDED or DT_RPATH or DT_RUNPATH) ? null : this;
        var needed = new List<string>();
        var section = this;
        foreach (var (tag, value) in tags)
        {
            if (tag is not (ElfFile.DT_NEEDED or DT_RPATH or DT_RUNPATH))
                continue;
            if (Text(file, strings, value) is not { } text)
                return null;
            if (tag == ElfFile.DT_NEEDED)
                needed.Add(text);
            section = tag == DT_RPATH ? section with { RPath = text } : tag == DT_RUNPATH ? section with { RunPath = text } : section;
        }
        return section with { Needed = needed };
    }

    private static string? Text(ElfFile file, ulong strings, ulong offset)
    {
        var bytes = file.Part(unchecked(strings + offset), MaxString);
        var end = bytes.AsSpan().IndexOf((byte)0);
        return end < 0 ? null : Encoding.UTF8.GetString(bytes.AsSpan(0, end));
    }
}
