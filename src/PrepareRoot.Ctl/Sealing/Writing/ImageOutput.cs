using System;
using System.Buffers.Binary;
using PrepareRoot.Formats;

namespace PrepareRoot.Ctl.Sealing;

/// <summary>
/// Writes an image from its beginning to its end, in large parts, and computes its digest meanwhile.
/// </summary>
/// <param name="digest">Receives the content.</param>
/// <param name="write">Receives the content too.</param>
internal sealed class ImageOutput(FsVerityTree digest, ImageOutput.Part write)
{
    private const int BufferSize = 256 * 1024;

    private readonly byte[] _buffer = new byte[BufferSize];
    private int _used;

    /// <summary>Takes a part of the image.</summary>
    internal delegate void Part(ReadOnlySpan<byte> content);

    /// <summary>How many bytes were added.</summary>
    internal ulong Position { get; private set; }

    internal void Add(byte number) => Reserve(sizeof(byte))[0] = number;

    internal void Add(ushort number) => BinaryPrimitives.WriteUInt16LittleEndian(Reserve(sizeof(ushort)), number);

    internal void Add(uint number) => BinaryPrimitives.WriteUInt32LittleEndian(Reserve(sizeof(uint)), number);

    internal void Add(ulong number) => BinaryPrimitives.WriteUInt64LittleEndian(Reserve(sizeof(ulong)), number);

    internal void Add(ReadOnlySpan<byte> content)
    {
        while (!content.IsEmpty)
        {
            var count = Math.Min(content.Length, BufferSize);
            content[..count].CopyTo(Reserve(count));
            content = content[count..];
        }
    }

    /// <summary>Adds zeros up to a position.</summary>
    internal void FillTo(ulong position)
    {
        while (Position < position)
            Reserve((int)Math.Min(position - Position, BufferSize)).Clear();
    }

    /// <summary>Adds zeros until the position is a multiple of a number.</summary>
    internal void AlignTo(ulong alignment) => FillTo((Position + alignment - 1) / alignment * alignment);

    /// <summary>Writes what is left.</summary>
    /// <returns>The digest of all.</returns>
    internal FsVerityDigest Finish()
    {
        Flush();
        return digest.Finish();
    }

    private Span<byte> Reserve(int count)
    {
        if (_used + count > BufferSize)
            Flush();
        var part = _buffer.AsSpan(_used, count);
        _used += count;
        Position += (ulong)count;
        return part;
    }

    private void Flush()
    {
        var content = _buffer.AsSpan(0, _used);
        digest.Append(content);
        write(content);
        _used = 0;
    }
}
