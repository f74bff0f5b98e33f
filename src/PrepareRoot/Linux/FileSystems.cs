namespace PrepareRoot.Linux;

/// <summary>The file system that an open file is on (<c>fstatfs(2)</c>).</summary>
internal static unsafe class FileSystems
{
    // struct statfs is 120 bytes on 64-bit machines, of 64-bit words: f_type comes first, f_flags
    // is the eleventh.
    private const int Words = 32;
    private const int f_type = 0;
    private const int f_flags = 10;
    private const ulong ST_RDONLY = 1; // linux/statfs.h

    /// <summary>Its magic number (<c>linux/magic.h</c>).</summary>
    public static Errno Magic(FileDescriptor fd, out uint magic)
    {
        var buffer = stackalloc ulong[Words];
        var result = LibC.fstatfs(fd.Number, (byte*)buffer);
        magic = (uint)buffer[f_type];
        return Files.ErrnoOf(result);
    }

    /// <summary>Whether it, or the mount through which the file was opened, is read-only.</summary>
    public static Errno IsReadOnly(FileDescriptor fd, out bool readOnly)
    {
        var buffer = stackalloc ulong[Words];
        var result = LibC.fstatfs(fd.Number, (byte*)buffer);
        readOnly = (buffer[f_flags] & ST_RDONLY) != 0;
        return Files.ErrnoOf(result);
    }
}
