namespace PrepareRoot.Initramfs;

/// <summary>A file that goes from a tree into the initramfs for it.</summary>
/// <param name="Path">Where the boot program reads it: an absolute path in the initramfs.</param>
/// <param name="Source">
/// Where its content is: an absolute path below the tree, without symbolic links. It differs from
/// <paramref name="Path"/> where the tree has links. In the initramfs there is a regular file
/// instead.
/// </param>
internal sealed record CopiedFile(string Path, string Source);
