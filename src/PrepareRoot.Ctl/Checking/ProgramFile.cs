using System;
using System.Buffers.Binary;
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

    private const int ELFCLASS32 = 1;
    private const int ELFDATA2MSB = 2;
    private const int ET_EXEC = 2;
    private const int ET_DYN = 3;
    private const uint PT_INTERP = 3;
    private const int MaxHeadersSize = 65536; // as load_elf_phdrs() limits them

    /// <summary>Reads the head of a program.</summary>
    internal static ProgramFile Read(IImageBytes content)
    {
        var head = Part(content, 0, BINPRM_BUF_SIZE);
        if (head is null)
            return Bad("can't be read");
        return head.AsSpan().StartsWith("#!"u8) ? Script(head)
            : head.AsSpan().StartsWith("\x7f"u8) && head.AsSpan(1).StartsWith("ELF"u8) && head.Length >= 64 ? Elf(content, head)
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
        var (is32, isBig) = (head[4] == ELFCLASS32, head[5] == ELFDATA2MSB);
        if (Number(head, 16, 2, isBig) is not (ET_EXEC or ET_DYN))
            return Bad("is an ELF file, but no program");
        var table = Number(head, is32 ? 28 : 32, is32 ? 4 : 8, isBig);
        var size = (int)Number(head, is32 ? 42 : 54, 2, isBig);
        var count = (int)Number(head, is32 ? 44 : 56, 2, isBig);
        if (size != (is32 ? 32 : 56) || count == 0 || size * count > MaxHeadersSize)
            return Bad("is an ELF file with invalid program headers");
        if (Part(content, table, size * count) is not { } headers || headers.Length < size * count)
            return Bad("is an ELF file whose program headers can't be read");
        for (var at = 0; at < headers.Length; at += size)
        {
            if (Number(headers, at, 4, isBig) != PT_INTERP)
                continue;
            var length = Number(headers, at + (is32 ? 16 : 32), is32 ? 4 : 8, isBig);
            if (length is < 2 or > PathMax)
                return Bad("is an ELF file with an interpreter of " + length.Text() + " bytes");
            var path = Part(content, Number(headers, at + (is32 ? 4 : 8), is32 ? 4 : 8, isBig), (int)length);
            return path is not null && path.Length == (int)length && path[^1] == 0
                ? new ProgramFile(Encoding.UTF8.GetString(path.AsSpan(0, path.AsSpan().IndexOf((byte)0))), false, null)
                : Bad("is an ELF file whose interpreter can't be read");
        }
        return new ProgramFile(null, false, null);
    }

    private static ulong Number(ReadOnlySpan<byte> bytes, int offset, int size, bool isBig) => (size, isBig) switch
    {
        (2, false) => BinaryPrimitives.ReadUInt16LittleEndian(bytes[offset..]),
        (2, true) => BinaryPrimitives.ReadUInt16BigEndian(bytes[offset..]),
        (4, false) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[offset..]),
        (4, true) => BinaryPrimitives.ReadUInt32BigEndian(bytes[offset..]),
        (_, false) => BinaryPrimitives.ReadUInt64LittleEndian(bytes[offset..]),
        _ => BinaryPrimitives.ReadUInt64BigEndian(bytes[offset..]),
    };

    // At most this many bytes; null if they can't be read.
    private static byte[]? Part(IImageBytes content, ulong offset, int count)
    {
        if (offset > content.Size)
            return null;
        var part = new byte[(int)Math.Min((ulong)count, content.Size - offset)];
        return content.ReadAt(part, offset, out var read) == Errno.None ? part[..read] : null;
    }

    private static ProgramFile Bad(string problem) => new(null, false, problem);
}
