using System;
using System.Buffers.Binary;
using System.Linq;
using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace PrepareRoot.Fuzz.Documents;

/// <summary>Programs and libraries, of 32 and 64 bits and either byte order; scripts.</summary>
internal static class Programs
{
    private const int Address = 0x4000;
    private const int Segments = 3;

    private static readonly Gen<string> _names = Make.Any("libc.so.6", "libm.so.6", "libsystemd.so.0", "é", "/lib/x.so");

    /// <summary>ELF files with an interpreter and a dynamic section.</summary>
    internal static readonly Gen<byte[]> Elf =
        from is32 in Gen.Elements(false, true)
        from isBig in Gen.Elements(false, true)
        from type in Gen.Elements(2, 3)
        from interpreter in Make.Any("/lib64/ld-linux-x86-64.so.2", "/lib/ld.so", "x")
        from needed in Make.Array(_names, 0, 4)
        from path in Make.Any("", "$ORIGIN/../lib", "/usr/lib/systemd:/opt")
        select Write(is32, isBig, type, interpreter, needed, path);

    /// <summary>These, and scripts.</summary>
    internal static readonly Gen<byte[]> All = Make.OneOf(
        Elf,
        Make.Join(Make.Any("#!", "#! ", "#!\t"), Make.Any("/bin/sh", "/usr/bin/env", "sh"), Make.Any("", " -e", "\t-x "), Make.Any("\n", "", "\necho\n")).Utf8());

    private static byte[] Write(bool is32, bool isBig, int type, string interpreter, string[] needed, string path)
    {
        var strings = new StringBuilder("\0");
        var (header, programHeader, word) = is32 ? (52, 32, 4) : (64, 56, 8);
        var tags = needed.Select(name => (Tag: 1, Value: Add(strings, name))).ToList();
        if (path.Length > 0)
            tags.Add((29, Add(strings, path)));
        var start = Add(strings, interpreter);
        var text = Encoding.UTF8.GetBytes(strings.ToString());
        var dynamic = header + (Segments * programHeader);
        var end = dynamic + ((tags.Count + 2) * 2 * word);
        tags.AddRange([(5, Address + end), (0, 0)]);

        var elf = new byte[end + text.Length];
        byte[] magic = [0x7f, (byte)'E', (byte)'L', (byte)'F', (byte)(is32 ? 1 : 2), (byte)(isBig ? 2 : 1), 1];
        magic.CopyTo(elf, 0);
        Put(16, 2, type);
        Put(is32 ? 28 : 32, word, header);
        Put(is32 ? 42 : 54, 2, programHeader);
        Put(is32 ? 44 : 56, 2, Segments);
        Segment(0, 1, 0, elf.Length);
        Segment(1, 2, dynamic, end - dynamic);
        Segment(2, 3, end + start, Encoding.UTF8.GetByteCount(interpreter) + 1);
        foreach (var (index, (tag, value)) in tags.Index())
        {
            Put(dynamic + (index * 2 * word), word, tag);
            Put(dynamic + (((index * 2) + 1) * word), word, value);
        }
        text.CopyTo(elf, end);
        return elf;

        void Segment(int index, int segmentType, int offset, int size)
        {
            var at = header + (index * programHeader);
            Put(at, 4, segmentType);
            Put(at + word, word, offset);
            Put(at + (2 * word), word, Address + offset);
            Put(at + (4 * word), word, size);
        }

        void Put(int offset, int size, int value)
        {
            var number = new byte[8];
            if (isBig)
                BinaryPrimitives.WriteInt64BigEndian(number, value);
            else
                BinaryPrimitives.WriteInt64LittleEndian(number, value);
            number.AsSpan(isBig ? 8 - size : 0, size).CopyTo(elf.AsSpan(offset));
        }
    }

    // Returns where it is, in bytes.
    private static int Add(StringBuilder strings, string text)
    {
        var offset = Encoding.UTF8.GetByteCount(strings.ToString());
        strings.Append(text).Append('\0');
        return offset;
    }
}
