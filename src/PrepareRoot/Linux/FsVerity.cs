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
}
