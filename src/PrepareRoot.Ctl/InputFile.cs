using System;
using PrepareRoot.Formats;
using PrepareRoot.Linux;

namespace PrepareRoot.Ctl;

/// <summary>
/// An open regular file. Other types are refused, because reading a FIFO may block and a device may
/// be endless.
/// </summary>
internal sealed class InputFile : IDisposable
{
    private const ulong OpenFlags = Files.O_RDONLY | Files.O_NONBLOCK | Files.O_NOCTTY;

    private readonly FileDescriptor _fd;

    private InputFile(string path, FileDescriptor fd, FileStatus status)
    {
        Path = path;
        Status = status;
        _fd = fd;
    }

    /// <summary>The path of the file.</summary>
    internal string Path { get; }

    /// <summary>The status of the file when it was opened.</summary>
    internal FileStatus Status { get; }

    /// <summary>Its content as that of an image.</summary>
    internal FileBytes Bytes => new(_fd, Status.Size);

    internal static InputFile Open(string path)
    {
        var errno = Files.Open(null, path, OpenFlags, resolve: 0, out var fd);
        if (errno != Errno.None)
            throw new FailureException(path + ": " + errno.Message());
        errno = Files.Status(fd, "", out var status);
        var problem = errno != Errno.None ? errno.Message()
            : status.Type != FileType.Regular ? "must be a regular file, but is " + status.TypeText
            : null;
        if (problem is null)
            return new InputFile(path, fd, status);
        fd.Dispose();
        throw new FailureException(path + ": " + problem);
    }

    /// <summary>Reads from a position until the buffer is full or at the end of the file.</summary>
    /// <returns>The number of bytes read.</returns>
    internal int Read(Span<byte> buffer, long position)
    {
        var errno = Files.ReadAt(_fd, buffer, position, out var count);
        return errno == Errno.None ? count : throw new FailureException(Path + ": " + errno.Message());
    }

    /// <summary>Reads the whole file, which must be smaller than the buffer.</summary>
    /// <returns>The number of bytes read.</returns>
    internal int ReadAll(Span<byte> buffer)
    {
        var count = Read(buffer, 0);
        return count < buffer.Length ? count : throw new FailureException(
            Path + ": must have no more than " + (buffer.Length - 1).Text() + " bytes, but has " + Status.Size.Text());
    }

    /// <inheritdoc/>
    public void Dispose() => _fd.Dispose();
}
