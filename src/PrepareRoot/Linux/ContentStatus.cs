namespace PrepareRoot.Linux;

/// <summary>What is known of the content of an open file without reading it.</summary>
/// <param name="Type">The file type.</param>
/// <param name="Size">In bytes.</param>
/// <param name="Inode">The inode number.</param>
/// <param name="ModifiedSeconds">When it was modified, in seconds since 1970.</param>
/// <param name="ModifiedNanoseconds">And nanoseconds.</param>
/// <param name="HasVerity">
/// Whether it has fs-verity; null if the file system does not say it (btrfs says it only if it
/// has).
/// </param>
internal readonly record struct ContentStatus(
    FileType Type, ulong Size, ulong Inode, long ModifiedSeconds, uint ModifiedNanoseconds, bool? HasVerity)
{
    /// <summary>Whether size, inode and time are the same.</summary>
    public bool IsUnchanged(ContentStatus other) =>
        (Size, Inode, ModifiedSeconds, ModifiedNanoseconds) == (other.Size, other.Inode, other.ModifiedSeconds, other.ModifiedNanoseconds);
}
