namespace PrepareRoot.Linux;

/// <summary>The file system of an open file (<c>fstatfs(2)</c>).</summary>
internal static unsafe class FileSystems
{
    // struct statfs has 120 bytes on 64-bit machines. It is an array of 64-bit words: the first is
    // f_type, the eleventh is f_flags.
    private const int Words = 32;
    private const int f_type = 0;
    private const int f_flags = 10;
    private const ulong ST_RDONLY = 1; // linux/statfs.h

    /// <summary>The magic number of the file system (<c>linux/magic.h</c>).</summary>
    public static Errno Magic(FileDescriptor fd, out uint magic)
    {
        var buffer = stackalloc ulong[Words];
        var result = LibC.fstatfs(fd.Number, (byte*)buffer);
        magic = (uint)buffer[f_type];
        return Files.ErrnoOf(result);
    }

    /// <summary>
    /// Whether the file system, or the mount that the file was opened through, is read-only.
    /// </summary>
    public static Errno IsReadOnly(FileDescriptor fd, out bool readOnly)
    {
        var buffer = stackalloc ulong[Words];
        var result = LibC.fstatfs(fd.Number, (byte*)buffer);
        readOnly = (buffer[f_flags] & ST_RDONLY) != 0;
        return Files.ErrnoOf(result);
    }
}
