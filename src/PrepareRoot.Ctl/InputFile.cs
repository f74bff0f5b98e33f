using System;
using System.Globalization;
using PrepareRoot.Linux;

namespace PrepareRoot.Ctl;

/// <summary>A regular file that is open for reading. Anything else (a FIFO might never answer, a device never end) is refused.</summary>
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

    /// <summary>Its name.</summary>
    internal string Path { get; }

    /// <summary>What the kernel said of it when it was opened.</summary>
    internal FileStatus Status { get; }

    /// <summary>Opens it.</summary>
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

    /// <summary>Reads from a position until the buffer is full or the file ends.</summary>
    /// <returns>How much was read.</returns>
    internal int Read(Span<byte> buffer, long position)
    {
        var errno = Files.ReadAt(_fd, buffer, position, out var count);
        return errno == Errno.None ? count : throw new FailureException(Path + ": " + errno.Message());
    }

    /// <summary>All of a file that may not be larger than <paramref name="bound"/> bytes.</summary>
    internal byte[] ReadAll(int bound)
    {
        var buffer = new byte[bound + 1];
        var count = Read(buffer, 0);
        if (count > bound)
        {
            throw new FailureException(string.Create(
                CultureInfo.InvariantCulture, $"{Path}: must have no more than {bound} bytes, but has {Status.Size}"));
        }
        return buffer[..count];
    }

    /// <inheritdoc/>
    public void Dispose() => _fd.Dispose();
}
