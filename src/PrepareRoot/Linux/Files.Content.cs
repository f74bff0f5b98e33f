using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using System.Text;

namespace PrepareRoot.Linux;

/// <summary>The content of files, symbolic links and directories.</summary>
internal static unsafe partial class Files
{
    /// <summary>Reads from a position until the buffer is full or at the end of the file.</summary>
    public static Errno ReadAt(FileDescriptor fd, Span<byte> buffer, long position, out int count)
    {
        count = 0;
        while (count < buffer.Length)
        {
            nint read;
            fixed (byte* start = buffer[count..])
                read = LibC.pread(fd.Number, start, (nuint)(buffer.Length - count), position + count);
            if (read < 0 && LastError() is var errno)
            {
                if (errno == Errno.EINTR)
                    continue;
                return errno;
            }
            if (read == 0)
                break;
            count += (int)read;
        }
        return Errno.None;
    }

    /// <summary>Reads a whole file. EOVERFLOW: it has more than <paramref name="bound"/> bytes.</summary>
    /// <param name="fd">The file, from which nothing has been read.</param>
    /// <param name="size">
    /// Its size in bytes. 0: it is empty, or a file of <c>/proc</c>, whose size is not known.
    /// </param>
    /// <param name="bound">The most bytes that it may have.</param>
    /// <param name="content">Its content.</param>
    public static Errno ReadWhole(FileDescriptor fd, ulong size, int bound, out byte[] content)
    {
        if (size == 0)
            return ReadToEnd(fd, bound, out content);
        content = [];
        if (size > (ulong)bound)
            return Errno.EOVERFLOW;
        var buffer = new byte[size];
        var errno = ReadAt(fd, buffer, 0, out var count);
        if (errno == Errno.None)
            content = buffer[..count];
        return errno;
    }

    /// <summary>
    /// Reads a file to its end. EOVERFLOW: it has more than <paramref name="bound"/> bytes. It does
    /// not need the size in advance, which files in <c>/proc</c> do not have.
    /// </summary>
    public static Errno ReadToEnd(FileDescriptor fd, int bound, out byte[] content)
    {
        content = [];
        var buffer = new byte[4096];
        var count = 0;
        while (true)
        {
            if (count == buffer.Length)
                Array.Resize(ref buffer, buffer.Length * 2);
            nint read;
            fixed (byte* start = &buffer[count])
                read = LibC.read(fd.Number, start, (nuint)(buffer.Length - count));
            if (read < 0 && LastError() is var errno)
            {
                if (errno == Errno.EINTR)
                    continue;
                return errno;
            }
            if (read == 0)
                break;
            count += (int)read;
            if (count > bound)
                return Errno.EOVERFLOW;
        }
        content = buffer[..count];
        return Errno.None;
    }

    public static Errno Write(FileDescriptor fd, ReadOnlySpan<byte> content) => WriteTo(fd.Number, content);

    /// <summary>Writes all of the content to an inherited descriptor: 1 or 2.</summary>
    public static Errno WriteTo(int number, ReadOnlySpan<byte> content)
    {
        while (content.Length > 0)
        {
            nint written;
            fixed (byte* start = content)
                written = LibC.write(number, start, (nuint)content.Length);
            if (written < 0 && LastError() is var errno)
            {
                if (errno == Errno.EINTR)
                    continue;
                return errno;
            }
            content = content[(int)written..];
        }
        return Errno.None;
    }

    /// <summary>Waits until a file or a directory is on the disk (<c>fsync(2)</c>).</summary>
    public static Errno Sync(FileDescriptor fd) => ErrnoOf(LibC.fsync(fd.Number));

    /// <summary>
    /// Waits until a terminal has transmitted its output. It does nothing for other files.
    /// </summary>
    public static void Drain(int number) => _ = LibC.tcdrain(number);

    /// <summary>Reads the target of a symbolic link.</summary>
    public static Errno ReadLink(FileDescriptor? directory, string path, out string target)
    {
        var buffer = stackalloc byte[PathMax];
        nint count;
        fixed (byte* name = Utf8(path))
            count = LibC.readlinkat(At(directory), name, buffer, PathMax);
        target = count < 0 ? "" : Encoding.UTF8.GetString(buffer, (int)count);
        return count < 0 ? LastError() : Errno.None;
    }

    /// <summary>
    /// Lists the names in a directory without <c>.</c> and <c>..</c>, at most
    /// <paramref name="maxCount"/>. To check that a directory has no other names than N known ones,
    /// N + 1 are enough.
    /// </summary>
    public static Errno List(FileDescriptor directory, int maxCount, out List<string> names)
    {
        names = [];
        var buffer = stackalloc byte[PathMax];
        while (names.Count < maxCount)
        {
            var count = LibC.getdents64(directory.Number, buffer, PathMax);
            if (count < 0)
                return LastError();
            if (count == 0)
                return Errno.None;
            // struct linux_dirent64: d_ino 8, d_off 8, d_reclen 2, d_type 1, d_name.
            for (var at = 0; at < count && names.Count < maxCount; at += *(ushort*)(buffer + at + 16))
            {
                var name = Marshal.PtrToStringUTF8((nint)(buffer + at + 19))!;
                if (name is not ("." or ".."))
                    names.Add(name);
            }
        }
        return Errno.None;
    }
}
