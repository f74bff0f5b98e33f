using System;
using System.Buffers.Text;
using System.IO;
using System.Text;
using PrepareRoot.Formats;
using PrepareRoot.Linux;

namespace PrepareRoot.Ctl.Archives;

/// <summary>
/// Reads cpio archives as the kernel does (<c>init/initramfs.c</c>,
/// <c>Documentation/driver-api/early-userspace/buffer-format.rst</c>): "newc" and its variant with
/// checksums, several after each other, with NULs between them.
/// </summary>
/// <param name="stream">The archives, decompressed.</param>
/// <param name="budget">How much may be read.</param>
internal sealed class CpioReader(Stream stream, ReadBudget budget)
{
    private const int HeaderSize = 110;
    private const int MagicSize = 6;
    private const int FieldSize = 8;
    private const int PathMax = 4096; // linux/limits.h
    private const uint S_IFMT = 0xf000;

    private readonly byte[] _skipped = new byte[16 * 1024];
    private readonly byte[] _header = new byte[HeaderSize];
    private long _position;
    private uint _left;
    private uint _sum;
    private uint? _expectedSum;

    /// <summary>The next record; null at the end.</summary>
    internal CpioRecord? Next()
    {
        SkipContent();
        if (!SkipToHeader())
            return null;
        var fields = ReadHeader();
        var nameSize = fields[11];
        if (nameSize is 0 or > PathMax)
            throw new InvalidDataException("a name in its cpio archive has " + nameSize.Text() + " bytes, but must have 1 to " + PathMax.Text());
        var name = new byte[nameSize];
        ReadExactly(name);
        SkipPadding();
        _left = fields[6];
        var type = (FileType)(fields[1] & S_IFMT);
        _expectedSum = _header[MagicSize - 1] == '2' && type == FileType.Regular ? fields[12] : null;
        _sum = 0;
        var end = Array.IndexOf(name, (byte)0);
        return new CpioRecord(
            budget.NextRecord(name.Length),
            Encoding.UTF8.GetString(name, 0, end < 0 ? name.Length : end),
            type,
            fields[6],
            fields[4],
            (fields[0], fields[7], fields[8]),
            new DeviceNumber(fields[9], fields[10]));
    }

    /// <summary>Reads the content of the record, at most its size.</summary>
    internal byte[] Content(int bound)
    {
        var content = new byte[Math.Min(_left, (uint)bound)];
        ReadExactly(content);
        Count(content);
        return content;
    }

    private void SkipContent()
    {
        if (_left == 0 && _expectedSum is null)
            return;
        while (_left > 0)
        {
            var part = _skipped.AsSpan(0, (int)Math.Min(_left, (uint)_skipped.Length));
            ReadExactly(part);
            Count(part);
        }
        if (_expectedSum is { } expected && expected != _sum)
            throw new InvalidDataException("the content of a file in its cpio archive does not have its checksum");
        _expectedSum = null;
        SkipPadding();
    }

    private void Count(ReadOnlySpan<byte> content)
    {
        _left -= (uint)content.Length;
        if (_expectedSum is null)
            return;
        foreach (var b in content)
            _sum += b;
    }

    // NULs between archives. A header is aligned.
    private bool SkipToHeader()
    {
        do
        {
            if (stream.Read(_header, 0, 1) == 0)
                return false;
            _position++;
            budget.Spend(1);
        }
        while (_header[0] == 0);
        if ((_position - 1) % 4 != 0)
            throw new InvalidDataException("a header in its cpio archive is not at a multiple of 4 bytes");
        ReadExactly(_header.AsSpan(1));
        return true;
    }

    private uint[] ReadHeader()
    {
        if (!_header.AsSpan().StartsWith("070701"u8) && !_header.AsSpan().StartsWith("070702"u8))
        {
            throw new InvalidDataException(
                "a header in its cpio archive must begin with 070701 or 070702, but begins with " + OffendingText.Quote(_header.AsSpan(0, MagicSize)));
        }
        var fields = new uint[(HeaderSize - MagicSize) / FieldSize];
        for (var i = 0; i < fields.Length; i++)
        {
            var text = _header.AsSpan(MagicSize + (i * FieldSize), FieldSize);
            if (!Utf8Parser.TryParse(text, out fields[i], out var used, 'x') || used != FieldSize)
                throw new InvalidDataException("a number in a header of its cpio archive must have 8 hexadecimal digits, but is " + OffendingText.Quote(text));
        }
        return fields;
    }

    private void SkipPadding()
    {
        while (_position % 4 != 0)
            ReadExactly(_skipped.AsSpan(0, 1));
    }

    private void ReadExactly(Span<byte> bytes)
    {
        budget.Spend(bytes.Length);
        var count = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        _position += count;
        if (count < bytes.Length)
            throw new InvalidDataException("its cpio archive is truncated");
    }
}
