using System;
using System.Text;
using PrepareRoot.Linux;

namespace PrepareRoot.Formats;

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

    /// <summary>
    /// The name of the C library that an ELF file with an interpreter needs; null if it names none.
    /// </summary>
    public string? CLibrary { get; init; }

    /// <summary>Why the file can't be read; <see cref="Errno.None"/> if it can.</summary>
    public Errno Unreadable { get; init; }

    /// <summary>Reads the head of a program.</summary>
    internal static ProgramFile Read(IImageBytes content)
    {
        var file = new ElfFile(content);
        var program = Read(file);
        return file.Error == Errno.None ? program : Bad("can't be read") with { Unreadable = file.Error };
    }

    private static ProgramFile Read(ElfFile file)
    {
        var head = file.Part(0, BINPRM_BUF_SIZE);
        return head.AsSpan().StartsWith("#!"u8) ? Script(head)
            : ElfFile.Is(head) ? file.Read(head)
            : Bad("is neither an ELF program nor a script with #!");
    }

    private static ProgramFile Script(ReadOnlySpan<byte> head)
    {
        var line = head[2..];
        line = line[..(line.IndexOf((byte)'\n') is var end and >= 0 ? end : line.Length)].Trim(" \t"u8);
        var path = line[..(line.IndexOfAny((byte)' ', (byte)'\t', (byte)0) is var space and >= 0 ? space : line.Length)];
        return path.IsEmpty ? Bad("is a script with #! and no interpreter") : new ProgramFile(Encoding.UTF8.GetString(path), true, null);
    }

    internal static ProgramFile Bad(string problem) => new(null, false, problem);
}
