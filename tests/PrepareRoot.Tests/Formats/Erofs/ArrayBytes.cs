using System;
using PrepareRoot.Formats;
using PrepareRoot.Linux;

namespace PrepareRoot.Tests.Formats.Erofs;

/// <summary>An image in memory.</summary>
internal sealed class ArrayBytes(byte[] content) : IImageBytes
{
    /// <summary>What reading answers from this offset on; none by default.</summary>
    internal (ulong From, Errno Errno) Damage { get; init; } = (ulong.MaxValue, Errno.None);

    /// <summary>How many bytes it has really: the file was truncated.</summary>
    internal int Left { get; init; } = content.Length;

    public ulong Size => (ulong)content.Length;

    public Errno ReadAt(Span<byte> buffer, ulong offset, out int count)
    {
        count = 0;
        if (offset + (ulong)buffer.Length > Damage.From)
            return Damage.Errno;
        if (offset > (ulong)Left)
            return Errno.None;
        count = Math.Min(buffer.Length, Left - (int)offset);
        content.AsSpan((int)offset, count).CopyTo(buffer);
        return Errno.None;
    }
}
