using System;
using PrepareRoot.Ctl.Checking;
using PrepareRoot.Formats;
using PrepareRoot.Linux;

namespace PrepareRoot.Ctl.Sealing;

/// <summary>
/// Reads files of a tree once, computes their digests, and stores what is not stored yet, in the same
/// memory. Each thread has its own.
/// </summary>
internal sealed class ContentSealer(SourceTree tree, ObjectStore store, FsVerityAlgorithm algorithm)
{
    /// <summary>The most bytes of a file whose content is in the image.</summary>
    internal const int MaxInline = 64;

    private const ulong OpenFlags = Files.O_RDONLY | Files.O_NONBLOCK | Files.O_NOCTTY;

    private readonly byte[] _buffer = new byte[ObjectReader.BufferSize];
    private readonly FsVerityTree _digest = new(algorithm);
    private readonly ObjectReader _reader = new();

    /// <summary>Reads a file and sets its content or its object.</summary>
    internal void Seal(in SourceContent expected)
    {
        var file = expected.File;
        var path = file.Path;
        Check(path, Files.OpenBeneath(tree.Directory, path.AsSpan(1), OpenFlags, out var source));
        using (source)
        {
            CheckUnchanged(path, source, expected);
            if (file.Size <= MaxInline)
                file.Content = ReadSmall(path, source, (int)file.Size).ToArray();
            else if (file.Size < (ulong)_buffer.Length)
                file.Object = SealSmall(path, source, (int)file.Size);
            else
                file.Object = SealLarge(path, source, file.Size);
            CheckUnchanged(path, source, expected);
        }
    }

    /// <summary>Whether an object is there, and complete.</summary>
    internal bool Has(FsVerityDigest digest, ulong size) => store.Has(digest, size, _reader);

    private ReadOnlySpan<byte> ReadSmall(byte[] path, FileDescriptor source, int size)
    {
        Check(path, Files.ReadAt(source, _buffer.AsSpan(0, size + 1), 0, out var count));
        return count == size ? _buffer.AsSpan(0, size) : throw Changed(path);
    }

    private FsVerityDigest SealSmall(byte[] path, FileDescriptor source, int size)
    {
        var content = ReadSmall(path, source, size);
        _digest.Restart();
        _digest.Append(content);
        var digest = _digest.Finish();
        if (store.Has(digest, (ulong)size, _reader))
            return digest;
        using var file = store.Begin();
        store.Write(file, content);
        store.Finish(file, digest);
        return digest;
    }

    // What is hashed is what is stored: a clone does not change with its source, and what is read is
    // hashed as it is written.
    private FsVerityDigest SealLarge(byte[] path, FileDescriptor source, ulong size)
    {
        using var file = store.Begin();
        var isClone = Files.Clone(source, file) == Errno.None;
        var from = isClone ? file : source;
        _digest.Restart();
        long position = 0;
        while (true)
        {
            Check(path, Files.ReadAt(from, _buffer, position, out var count));
            if (count == 0)
                break;
            _digest.Append(_buffer.AsSpan(0, count));
            if (!isClone)
                store.Write(file, _buffer.AsSpan(0, count));
            position += count;
        }
        if ((ulong)position != size)
            throw Changed(path);
        var digest = _digest.Finish();
        if (!store.Has(digest, size, _reader))
            store.Finish(file, digest);
        return digest;
    }

    private void CheckUnchanged(byte[] path, FileDescriptor source, in SourceContent expected)
    {
        Check(path, Files.TreeStatus(source, [], out var status));
        if (!expected.IsUnchanged(status))
            throw Changed(path);
    }

    private FailureException Changed(byte[] path) => new(tree.Show(path) + ": changed while it was read");

    private void Check(byte[] path, Errno errno)
    {
        if (errno != Errno.None)
            throw errno is Errno.ENOENT or Errno.ELOOP or Errno.EXDEV or Errno.ENOTDIR ? Changed(path) : new FailureException(tree.Show(path) + ": " + errno.Message());
    }
}
