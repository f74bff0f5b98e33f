using System;
using PrepareRoot.Formats;
using PrepareRoot.Linux;

namespace PrepareRoot.Fuzz.Targets;

/// <summary>The bytes of an image or a program in memory.</summary>
internal sealed class ByteArray(byte[] content) : IImageBytes
{
    public ulong Size => (ulong)content.Length;

    public Errno ReadAt(Span<byte> buffer, ulong offset, out int count)
    {
        count = Math.Min(buffer.Length, content.Length - (int)offset);
        content.AsSpan((int)offset, count).CopyTo(buffer);
        return Errno.None;
    }
}
