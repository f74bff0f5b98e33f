using System;
using System.Linq;
using System.Text;
using PrepareRoot.Formats;
using PrepareRoot.Linux;

namespace PrepareRoot.Ctl.Checking;

/// <summary>
/// What the kernel starts a program with: <c>#!</c> of a script (<c>fs/binfmt_script.c</c>), or
/// PT_INTERP of an ELF file (<c>elf(5)</c>, <c>fs/binfmt_elf.c</c>).
/// </summary>
/// <param name="Interpreter">The path of the interpreter; null if it needs none.</param>
/// <param name="IsScript">Whether it is a script.</param>
/// <param name="Problem">Why the kernel can't start it; null if it can.</param>
internal sealed record ProgramFile(string? Interpreter, bool IsScript, string? Problem)
{
    private const int BINPRM_BUF_SIZE = 256; // linux/binfmts.h
    private const int PathMax = 4096; // linux/limits.h

    /// <summary>Reads the head of a program.</summary>
    internal static ProgramFile Read(IImageBytes content)
    {
        var head = ElfFile.Part(content, 0, BINPRM_BUF_SIZE);
        if (head is null)
            return Bad("can't be read");
        return head.AsSpan().StartsWith("#!"u8) ? Script(head)
            : ElfFile.Is(head) ? Elf(content, head)
            : Bad("is neither an ELF program nor a script with #!");
    }

    private static ProgramFile Script(ReadOnlySpan<byte> head)
    {
        var line = head[2..];
        line = line[..(line.IndexOf((byte)'\n') is var end and >= 0 ? end : line.Length)].Trim(" \t"u8);
        var path = line[..(line.IndexOfAny((byte)' ', (byte)'\t', (byte)0) is var space and >= 0 ? space : line.Length)];
        return path.IsEmpty ? Bad("is a script with #! and no interpreter") : new ProgramFile(Encoding.UTF8.GetString(path), true, null);
    }

    private static ProgramFile Elf(IImageBytes content, byte[] head)
    {
        var file = ElfFile.Read(content, head, out var problem);
        if (problem is not null)
            return Bad(problem);
        if (file.Segments.FirstOrDefault(segment => segment.Type == ElfFile.PT_INTERP) is not { Type: ElfFile.PT_INTERP } interpreter)
            return new ProgramFile(null, false, null);
        if (interpreter.Size is < 2 or > PathMax)
            return Bad("is an ELF file with an interpreter of " + interpreter.Size.Text() + " bytes");
        var path = file.Part(interpreter.Offset, (int)interpreter.Size);
        return path is not null && path.Length == (int)interpreter.Size && path[^1] == 0
            ? new ProgramFile(Encoding.UTF8.GetString(path.AsSpan(0, path.AsSpan().IndexOf((byte)0))), false, null)
            : Bad("is an ELF file whose interpreter can't be read");
    }

    private static ProgramFile Bad(string problem) => new(null, false, problem);
}
