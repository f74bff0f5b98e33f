using System;

namespace PrepareRoot.Ctl.Archives;

/// <summary>A part of an open file as a stream, with a buffer.</summary>
internal sealed class FilePart : ReadOnlyStream
{
    private const int BufferSize = 64 * 1024;

    private readonly InputFile _file;
    private readonly long _start;
    private readonly byte[] _buffer = new byte[BufferSize];
    private long _bufferStart;
    private int _count;

    /// <param name="file">The file. It stays open.</param>
    /// <param name="start">Where the part begins.</param>
    /// <param name="end">Where it ends.</param>
    internal FilePart(InputFile file, long start, long end)
    {
        _file = file;
        _start = _bufferStart = Offset = LastRead = start;
        End = end;
    }

    /// <summary>Where the next byte is in the file.</summary>
    internal long Offset { get; set; }

    /// <summary>Where the part ends in the file.</summary>
    internal long End { get; }

    /// <summary>Where the last read that got something began.</summary>
    internal long LastRead { get; private set; }

    /// <summary>A smaller part of the same file.</summary>
    internal FilePart Part(long from, long to) => new(_file, from, Math.Min(to, End));

    /// <summary>Copies the next bytes, without moving on.</summary>
    /// <returns>How many there are.</returns>
    internal int Peek(Span<byte> bytes)
    {
        var count = 0;
        while (count < bytes.Length && Fill(Offset + count) is { Length: > 0 } available)
        {
            available = available[..Math.Min(available.Length, bytes.Length - count)];
            available.CopyTo(bytes[count..]);
            count += available.Length;
        }
        return count;
    }

    /// <summary>How many bytes were read: XZStream aligns by it.</summary>
    public override long Position
    {
        get => Offset - _start;
        set => Offset = _start + value;
    }

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        var available = Fill(Offset);
        var count = Math.Min(available.Length, buffer.Length);
        if (count > 0)
            LastRead = Offset;
        available[..count].CopyTo(buffer);
        Offset += count;
        return count;
    }

    /// <inheritdoc/>
    public override int ReadByte()
    {
        var available = Fill(Offset);
        if (available.IsEmpty)
            return -1;
        Offset++;
        return available[0];
    }

    // The bytes in the buffer from a position on; empty at the end.
    private ReadOnlySpan<byte> Fill(long position)
    {
        if (position >= End)
            return default;
        if (position < _bufferStart || position >= _bufferStart + _count)
        {
            _bufferStart = position;
            _count = _file.Read(_buffer.AsSpan(0, (int)Math.Min(BufferSize, End - position)), position);
        }
        return _buffer.AsSpan((int)(position - _bufferStart), _count - (int)(position - _bufferStart));
    }
}
