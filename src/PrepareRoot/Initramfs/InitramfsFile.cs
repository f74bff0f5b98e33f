using PrepareRoot.Faults;
using PrepareRoot.Linux;

namespace PrepareRoot.Initramfs;

/// <summary>A file of the initramfs, read whole.</summary>
/// <param name="Path">Its path, as messages show it.</param>
/// <param name="Content">Its content; null if the file does not exist.</param>
internal sealed record InitramfsFile(string Path, byte[]? Content)
{
    /// <summary>
    /// Reads a file. A missing file is not a fault; a file that can't be read is.
    /// </summary>
    /// <param name="root">
    /// The directory that is the root for the path and all links on it; null: that of the process.
    /// </param>
    /// <param name="path">An absolute path.</param>
    /// <param name="bound">The maximum size in bytes.</param>
    /// <returns>The file, or <see cref="FaultCode.InitramfsUnreadable"/>.</returns>
    internal static Result<InitramfsFile> Read(string? root, string path, int bound)
    {
        const ulong flags = Files.O_RDONLY | Files.O_NONBLOCK | Files.O_NOCTTY;
        var shown = root + path;
        // Where no symbolic link is on the path, ENOENT means that the file is missing.
        var errno = Open(root, path, flags, out var file, Files.RESOLVE_NO_SYMLINKS);
        if (errno == Errno.ENOENT)
            return new InitramfsFile(shown, null);
        if (errno == Errno.ELOOP)
        {
            errno = Open(root, path, flags, out file);
            // A symbolic link that leads nowhere is a mistake, not a missing file.
            if (errno == Errno.ENOENT)
            {
                return IsLinkWhereThePathEnds(root, path)
                    ? new Fault(FaultCode.InitramfsUnreadable, shown + ": " + errno.Message() + " (a symbolic link leads nowhere)")
                    : new InitramfsFile(shown, null);
            }
        }
        if (errno != Errno.None)
            return errno.ToFault(FaultCode.InitramfsUnreadable, shown);
        using (file)
        {
            errno = Files.Status(file, "", out var status);
            if (errno != Errno.None)
                return errno.ToFault(FaultCode.InitramfsUnreadable, shown);
            // /dev/null is the usual name for "no settings". A FIFO without a writer reads as an
            // empty file too, but nobody means that.
            if (status.Type != FileType.Regular && !status.IsNullDevice)
                return new Fault(FaultCode.InitramfsUnreadable, shown + " must be a regular file, but is " + status.TypeText);
            errno = Files.ReadWhole(file, status.Size, bound, out var content);
            return errno == Errno.None ? new InitramfsFile(shown, content) : errno.ToFault(FaultCode.InitramfsUnreadable, shown);
        }
    }

    // The first component that can't be opened is a link that leads nowhere, or it does not exist.
    private static bool IsLinkWhereThePathEnds(string? root, string path)
    {
        for (var end = 0; end >= 0 && end < path.Length;)
        {
            end = path.IndexOf('/', end + 1);
            var start = end < 0 ? path : path[..end];
            if (TryOpen(root, start, Files.O_PATH) != Errno.None)
                return TryOpen(root, start, Files.O_PATH | Files.O_NOFOLLOW) != Errno.ENOENT;
        }
        return false;
    }

    private static Errno TryOpen(string? root, string path, ulong flags)
    {
        var errno = Open(root, path, flags, out var file);
        if (errno == Errno.None)
            file.Dispose();
        return errno;
    }

    private static Errno Open(string? root, string path, ulong flags, out FileDescriptor file, ulong resolve = 0)
    {
        if (root is null)
            return Files.Open(null, path, flags, resolve, out file);
        file = null!;
        var errno = Files.Open(null, root, Files.O_PATH | Files.O_DIRECTORY, 0, out var directory);
        if (errno != Errno.None)
            return errno;
        using (directory)
            return Files.Open(directory, path, flags, resolve | Files.RESOLVE_IN_ROOT, out file);
    }
}
