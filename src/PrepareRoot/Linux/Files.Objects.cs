using System;

namespace PrepareRoot.Linux;

/// <summary>Many files of one directory, by names that are bytes.</summary>
internal static unsafe partial class Files
{
    private const ulong STATX_ATTR_VERITY = 0x00100000;

    /// <summary>
    /// Locates a file as overlayfs locates one of a data-only layer: without symbolic links, and on
    /// the mount of the directory (EXDEV: another one covers it). A link at the end of the path is
    /// located itself. It is opened with <see cref="O_PATH"/>, so that a FIFO or a device is not
    /// opened.
    /// </summary>
    /// <param name="directory">The directory of the layer.</param>
    /// <param name="path">The path in it, at most PATH_MAX - 1 bytes, without a NUL.</param>
    /// <param name="fd">The file if the result is <see cref="Errno.None"/>.</param>
    public static Errno Locate(FileDescriptor directory, ReadOnlySpan<byte> path, out FileDescriptor fd)
    {
        // struct open_how of linux/openat2.h: flags, mode, resolve.
        var how = stackalloc ulong[3]
        {
            O_PATH | O_NOFOLLOW | O_CLOEXEC, 0, RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS | RESOLVE_NO_XDEV,
        };
        Span<byte> name = stackalloc byte[PathMax];
        path.CopyTo(name);
        name[path.Length] = 0;
        fixed (byte* start = name)
            return Open(directory.Number, start, how, out fd);
    }

    /// <summary>The status of an open file.</summary>
    public static Errno ContentStatus(FileDescriptor fd, out ContentStatus status)
    {
        StatxBuffer buffer;
        byte empty = 0;
        if (LibC.statx(fd.Number, &empty, AT_EMPTY_PATH, STATX_BASIC_STATS, &buffer) != 0)
        {
            status = default;
            return LastError();
        }
        var knows = ((buffer.Attributes | buffer.AttributesMask) & STATX_ATTR_VERITY) != 0;
        status = new ContentStatus(
            (FileType)(buffer.Mode & 0xf000),
            buffer.Size,
            buffer.Inode,
            buffer.ModifiedSeconds,
            buffer.ModifiedNanoseconds,
            knows ? (buffer.Attributes & STATX_ATTR_VERITY) != 0 : null);
        return Errno.None;
    }
}
