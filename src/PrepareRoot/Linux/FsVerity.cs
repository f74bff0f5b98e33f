using System;

namespace PrepareRoot.Linux;

/// <summary>
/// The kernel's fs-verity interface (<c>Documentation/filesystems/fsverity.rst</c>,
/// <c>linux/fsverity.h</c>).
/// </summary>
internal static unsafe class FsVerity
{
    /// <summary>FS_VERITY_MAX_DIGEST_SIZE of the kernel, in bytes.</summary>
    public const int MaxDigestSize = 64;

    // _IOWR('f', 134, struct fsverity_digest)
    private const nuint FS_IOC_MEASURE_VERITY = 0xc0046686;

    // _IOW('f', 133, struct fsverity_enable_arg)
    private const nuint FS_IOC_ENABLE_VERITY = 0x40806685;
    private const int EnableSize = 128;

    /// <summary>
    /// Reads the fs-verity digest of an open file. The kernel verifies every page of the file
    /// against it. ENODATA: the file has no fs-verity. ENOTTY or EOPNOTSUPP: the file system or the
    /// kernel does not support fs-verity.
    /// </summary>
    /// <param name="fd">The file, open for reading.</param>
    /// <param name="algorithm">FS_VERITY_HASH_ALG_…: 1 SHA-256, 2 SHA-512.</param>
    /// <param name="digest">The digest: 32 or 64 bytes.</param>
    public static Errno Measure(FileDescriptor fd, out int algorithm, out byte[] digest)
    {
        // struct fsverity_digest: __u16 digest_algorithm, __u16 digest_size (in: buffer size, out:
        // digest size), __u8 digest[].
        var buffer = stackalloc byte[4 + MaxDigestSize];
        ((ushort*)buffer)[1] = MaxDigestSize;
        var errno = Files.ErrnoOf(LibC.ioctl(fd.Number, FS_IOC_MEASURE_VERITY, (nint)buffer));
        var size = errno == Errno.None ? ((ushort*)buffer)[1] : 0;
        algorithm = errno == Errno.None ? ((ushort*)buffer)[0] : 0;
        digest = new Span<byte>(buffer + 4, Math.Min(size, MaxDigestSize)).ToArray();
        return errno;
    }

    /// <summary>
    /// Enables fs-verity with blocks of 4096 bytes. The file must be open for reading, and by
    /// nobody for writing. ENOTTY or EOPNOTSUPP: the file system or the kernel does not support it.
    /// </summary>
    /// <param name="fd">The file.</param>
    /// <param name="algorithm">FS_VERITY_HASH_ALG_…: 1 SHA-256, 2 SHA-512.</param>
    public static Errno Enable(FileDescriptor fd, int algorithm)
    {
        // struct fsverity_enable_arg: __u32 version, __u32 hash_algorithm, __u32 block_size, and
        // fields that are 0 without a salt and a signature.
        var argument = stackalloc uint[EnableSize / sizeof(uint)];
        new Span<uint>(argument, EnableSize / sizeof(uint)).Clear();
        (argument[0], argument[1], argument[2]) = (1, (uint)algorithm, 4096);
        return Files.ErrnoOf(LibC.ioctl(fd.Number, FS_IOC_ENABLE_VERITY, (nint)argument));
    }
}
