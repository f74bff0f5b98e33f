using System;
using PrepareRoot.Linux;

namespace PrepareRoot.Formats;

/// <summary>The bytes of an image in an open file, which this object does not own.</summary>
/// <param name="fd">The file.</param>
/// <param name="size">How many bytes it has.</param>
internal sealed class FileBytes(FileDescriptor fd, ulong size) : IImageBytes
{
    /// <inheritdoc/>
    public ulong Size => size;

    /// <inheritdoc/>
    public Errno ReadAt(Span<byte> buffer, ulong offset, out int count) => Files.ReadAt(fd, buffer, (long)offset, out count);
}
