using System;
using PrepareRoot.Formats;
using PrepareRoot.Linux;

namespace PrepareRoot.Ctl.Checking;

/// <summary>
/// Reads objects one after the other and computes their fs-verity digests, in the same memory. Each
/// thread has its own.
/// </summary>
internal sealed class ObjectReader
{
    /// <summary>How many bytes are read at once.</summary>
    internal const int BufferSize = 256 * 1024;

    private readonly byte[] _buffer = new byte[BufferSize];
    private readonly FsVerityTree _sha256 = new(FsVerityAlgorithm.Sha256);
    private readonly FsVerityTree _sha512 = new(FsVerityAlgorithm.Sha512);

    /// <summary>Reads a file to its end.</summary>
    /// <param name="file">The file.</param>
    /// <param name="algorithm">The hash; null: the digest is not computed.</param>
    /// <param name="digest">The digest of the content, if it is computed.</param>
    internal Errno Read(FileDescriptor file, FsVerityAlgorithm? algorithm, out FsVerityDigest digest)
    {
        digest = default;
        var tree = algorithm switch
        {
            null => null,
            FsVerityAlgorithm.Sha512 => _sha512,
            _ => _sha256,
        };
        tree?.Restart();
        for (long position = 0; ;)
        {
            var errno = Files.ReadAt(file, _buffer, position, out var count);
            if (errno != Errno.None)
                return errno;
            if (count == 0)
                break;
            tree?.Append(_buffer.AsSpan(0, count));
            position += count;
        }
        if (tree is not null)
            digest = tree.Finish();
        return Errno.None;
    }
}
