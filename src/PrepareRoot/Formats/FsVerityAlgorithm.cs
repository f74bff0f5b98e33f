namespace PrepareRoot.Formats;

/// <summary>
/// Hash algorithms of fs-verity, as <c>include/uapi/linux/fsverity.h</c> numbers them.
/// </summary>
internal enum FsVerityAlgorithm
{
    /// <summary><c>FS_VERITY_HASH_ALG_SHA256</c>: digests of 32 bytes.</summary>
    Sha256 = 1,

    /// <summary><c>FS_VERITY_HASH_ALG_SHA512</c>: digests of 64 bytes.</summary>
    Sha512 = 2,
}
