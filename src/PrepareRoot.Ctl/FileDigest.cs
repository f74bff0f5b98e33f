using System;
using System.IO;
using PrepareRoot.Formats;

namespace PrepareRoot.Ctl;

/// <summary>The fs-verity digest of a file, computed from its content.</summary>
internal static class FileDigest
{
    private const int BufferSize = 256 * 1024;

    /// <summary>Computes the digest of a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="algorithm">The hash.</param>
    /// <param name="error">Where progress is shown, if it is a terminal.</param>
    internal static FsVerityDigest Of(string path, FsVerityAlgorithm algorithm, TextWriter error)
    {
        using var file = InputFile.Open(path);
        using var progress = new ProgressLine(error, path, file.Status.Size);
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
