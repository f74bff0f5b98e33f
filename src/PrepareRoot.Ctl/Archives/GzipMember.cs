using System;
using System.Buffers.Binary;
using System.IO;
using System.IO.Compression;
using PrepareRoot.Linux;

namespace PrepareRoot.Ctl.Archives;

/// <summary>
/// One member of a gzip file (RFC 1952). <see cref="GZipStream"/> reads ahead and doesn't tell
/// where the member ends. Here the end is found by its trailer: the CRC and the size of the
/// content.
/// </summary>
internal sealed class GzipMember : ReadOnlyStream
{
    private const int HeaderSize = 10;
    private const int TrailerSize = 8;
    private const byte FHCRC = 2;
    private const byte FEXTRA = 4;
    private const byte FNAME = 8;
    private const byte FCOMMENT = 16;

    private readonly FilePart _input;
    private readonly DeflateStream _deflate;
    private readonly Crc32 _crc = new();
    private uint _size;
    private bool _atEnd;

    internal GzipMember(FilePart input)
    {
        _input = input;
        SkipHeader();
        _deflate = new DeflateStream(input, CompressionMode.Decompress, leaveOpen: true);
    }

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        if (_atEnd)
            return 0;
        var count = _deflate.Read(buffer);
        _crc.Add(buffer[..count]);
        _size += (uint)count;
        if (count == 0 && buffer.Length > 0)
        {
            _atEnd = true;
            SkipTrailer();
        }
        return count;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _deflate.Dispose();
        base.Dispose(disposing);
    }

    private void SkipHeader()
    {
        Span<byte> header = stackalloc byte[HeaderSize];
        _input.ReadExactly(header);
        var flags = header[3];
        if ((flags & FEXTRA) != 0)
        {
            Span<byte> length = stackalloc byte[2];
            _input.ReadExactly(length);
            _input.Offset += BinaryPrimitives.ReadUInt16LittleEndian(length);
        }
        if ((flags & FNAME) != 0)
            SkipText();
        if ((flags & FCOMMENT) != 0)
            SkipText();
        if ((flags & FHCRC) != 0)
            _input.Offset += 2;
    }

    private void SkipText()
    {
        int next;
        do
            next = _input.ReadByte();
        while (next > 0);
        if (next < 0)
            throw new EndOfStreamException();
    }

    // The deflated data ended somewhere in what was read last.
    private void SkipTrailer()
    {
        Span<byte> expected = stackalloc byte[TrailerSize];
        BinaryPrimitives.WriteUInt32LittleEndian(expected, _crc.Value);
        BinaryPrimitives.WriteUInt32LittleEndian(expected[4..], _size);
        Span<byte> found = stackalloc byte[TrailerSize];
        var read = _input.Offset;
        for (_input.Offset = _input.LastRead; _input.Offset <= read; _input.Offset++)
        {
            if (_input.Peek(found) == TrailerSize && found.SequenceEqual(expected))
            {
                _input.Offset += TrailerSize;
                return;
            }
        }
        throw new InvalidDataException("its gzip data of " + _size.Text() + " bytes has no trailer with their CRC");
    }
}
