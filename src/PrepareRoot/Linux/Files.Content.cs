using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using System.Text;

namespace PrepareRoot.Linux;

/// <summary>What files, links and directories contain.</summary>
internal static unsafe partial class Files
{
    /// <summary>Reads from a position until the buffer is full or the file ends.</summary>
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

    /// <summary>
    /// Reads a stream to its end, or until it has given more than <paramref name="bound"/> bytes
    /// (then the answer is EOVERFLOW). The sizes of files in <c>/proc</c> are not known beforehand.
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

    /// <summary>Writes all of it.</summary>
    public static Errno Write(FileDescriptor fd, ReadOnlySpan<byte> content) => WriteTo(fd.Number, content);

    /// <summary>
    /// Writes all of it to a descriptor that the process was started with (1, 2).
    /// </summary>
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

    /// <summary>
    /// Waits until what was written to a terminal is out. For anything else there is nothing to
    /// wait for.
    /// </summary>
    public static void Drain(int number) => _ = LibC.tcdrain(number);

    /// <summary>Where a symbolic link points.</summary>
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
    /// The names in a directory, without <c>.</c> and <c>..</c>, but no more than
    /// <paramref name="maxCount"/> of them: who needs to know whether there is anything else asks
    /// for one more than it knows.
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
