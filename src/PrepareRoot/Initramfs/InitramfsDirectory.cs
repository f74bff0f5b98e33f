using PrepareRoot.Faults;

namespace PrepareRoot.Initramfs;

/// <summary>A directory that is the root of the paths and links in it.</summary>
/// <param name="root">The directory; null: the root of the process.</param>
internal sealed class InitramfsDirectory(string? root) : IInitramfsFiles
{
    /// <inheritdoc/>
    public Result<InitramfsFile> Read(string path, int bound) => InitramfsFile.Read(root, path, bound);
}
