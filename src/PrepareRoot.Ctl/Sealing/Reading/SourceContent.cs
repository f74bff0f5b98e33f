using PrepareRoot.Linux;

namespace PrepareRoot.Ctl.Sealing;

/// <summary>A regular file of a tree whose content is to be read, as it was when the tree was read.</summary>
/// <param name="File">The file.</param>
/// <param name="Inode">Its inode number.</param>
/// <param name="Changed">When its inode was changed last.</param>
internal readonly record struct SourceContent(ImageFile File, ulong Inode, (long Seconds, uint Nanoseconds) Changed)
{
    /// <summary>Whether it is still the same, with the same content.</summary>
    internal bool IsUnchanged(in TreeStatus status) =>
        (status.Inode, status.Size, status.Modified, status.Changed) == (Inode, File.Size, (File.Seconds, File.Nanoseconds), Changed);
}
