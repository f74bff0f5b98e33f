namespace PrepareRoot.Formats;

/// <summary>
/// Where an inode's data is: <c>EROFS_INODE_…</c> of <c>fs/erofs/erofs_fs.h</c>, without those of
/// compressed data, which composefs does not have.
/// </summary>
internal enum ErofsLayout
{
    /// <summary><c>EROFS_INODE_FLAT_PLAIN</c>: in consecutive blocks.</summary>
    FlatPlain = 0,

    /// <summary>
    /// <c>EROFS_INODE_FLAT_INLINE</c>: the same, but the incomplete last block is after the inode.
    /// </summary>
    FlatInline = 2,

    /// <summary>
    /// <c>EROFS_INODE_CHUNK_BASED</c>: a table after the inode says where each chunk is. composefs
    /// uses it for files whose content is an object: their chunks are holes.
    /// </summary>
    ChunkBased = 4,
}
