using System;
using System.IO;
using PrepareRoot.Formats;

namespace PrepareRoot.Ctl;

/// <summary>The fs-verity digest of a file, computed from its content.</summary>
internal static class FileDigest
{
    private const int BufferSize = 256 * 1024;

    /// <summary>Computes the digest of a file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="algorithm">The hash.</param>
    /// <param name="error">Where progress is shown, if it is a terminal.</param>
    internal static FsVerityDigest Of(InputFile file, FsVerityAlgorithm algorithm, TextWriter error)
    {
        using var progress = new ProgressLine(error, file.Path, file.Status.Size);
        var tree = new FsVerityTree(algorithm);
        var buffer = new byte[BufferSize];
        long position = 0;
        int count;
        while ((count = file.Read(buffer, position)) > 0)
        {
            tree.Append(buffer.AsSpan(0, count));
            position += count;
            progress.Show((ulong)position);
        }
        return tree.Finish();
    }
}
