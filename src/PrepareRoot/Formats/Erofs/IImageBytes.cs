using System;
using PrepareRoot.Linux;

namespace PrepareRoot.Formats;

/// <summary>Random access to the bytes of an image.</summary>
internal interface IImageBytes
{
    /// <summary>How many there are.</summary>
    ulong Size { get; }

    /// <summary>
    /// Reads from an offset until the buffer is full or at the end. There may be fewer bytes than
    /// <see cref="Size"/> says, if the file was truncated meanwhile.
    /// </summary>
    Errno ReadAt(Span<byte> buffer, ulong offset, out int count);
}
