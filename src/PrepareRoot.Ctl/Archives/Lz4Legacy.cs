using System;
using System.Buffers.Binary;
using System.IO;
using K4os.Compression.LZ4;
using PrepareRoot.Linux;

namespace PrepareRoot.Ctl.Archives;

/// <summary>
/// LZ4's legacy frame, the only one that the kernel reads (<c>lib/decompress_unlz4.c</c>): a magic
/// number, then blocks of at most 8 MiB content, each with its compressed size in front. It ends
/// with the file, or with a size of 0, which is padding.
/// </summary>
internal sealed class Lz4Legacy : ReadOnlyStream
{
    private const int MagicSize = 4;
    private const uint Magic = 0x184c2102;
    private const int MaxContent = 8 * 1024 * 1024;

    private readonly FilePart _input;
    private readonly byte[] _compressed = new byte[LZ4Codec.MaximumOutputSize(MaxContent)];
    private readonly byte[] _content = new byte[MaxContent];
    private int _position;
    private int _count;

    internal Lz4Legacy(FilePart input)
    {
        _input = input;
        input.Offset += MagicSize;
    }

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        if (_position == _count && !ReadBlock())
            return 0;
        var count = Math.Min(buffer.Length, _count - _position);
        _content.AsSpan(_position, count).CopyTo(buffer);
        _position += count;
        return count;
    }

    private bool ReadBlock()
    {
        Span<byte> size = stackalloc byte[4];
        uint compressed;
        do
        {
            if (_input.Peek(size) < size.Length)
            {
                // What is left is padding.
                return false;
            }
            compressed = BinaryPrimitives.ReadUInt32LittleEndian(size);
            if (compressed == 0)
                return false;
            _input.Offset += size.Length;
        }
        while (compressed == Magic);
        if (compressed > _compressed.Length)
        {
            throw new InvalidDataException(
                "a block of its LZ4 data has " + compressed.Text() + " bytes, more than the maximum of " + _compressed.Length.Text());
        }
        _input.ReadExactly(_compressed.AsSpan(0, (int)compressed));
        _position = 0;
        _count = LZ4Codec.Decode(_compressed.AsSpan(0, (int)compressed), _content);
        return _count > 0 ? true : throw new InvalidDataException("a block of its LZ4 data is malformed");
    }
}
