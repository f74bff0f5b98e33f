using System;
using PrepareRoot.Linux;

namespace PrepareRoot.Ctl.Keys;

/// <summary>
/// A buffer for private material, which <see cref="Dispose"/> overwrites. The garbage collector does
/// not move it, so no copy of it stays behind.
/// </summary>
internal sealed class SecretBytes(int size) : IDisposable
{
    private readonly byte[] _bytes = GC.AllocateArray<byte>(size, pinned: true);

    /// <summary>All bytes of the buffer.</summary>
    internal Span<byte> Span => _bytes;

    /// <inheritdoc/>
    public void Dispose() => Sodium.Wipe(_bytes);
}
