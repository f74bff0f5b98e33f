using PrepareRoot.Faults;

namespace PrepareRoot.Initramfs;

/// <summary>
/// The files of an initramfs. The boot program reads a directory. <c>prepare-rootctl</c> also reads
/// the image of an initramfs.
/// </summary>
internal interface IInitramfsFiles
{
    /// <summary>
    /// Reads a file. A missing file is not a fault; a file that can't be read is.
    /// </summary>
    /// <param name="path">An absolute path. Symbolic links on it are followed.</param>
    /// <param name="bound">The maximum size in bytes.</param>
    /// <returns>The file, or <see cref="FaultCode.InitramfsUnreadable"/>.</returns>
    Result<InitramfsFile> Read(string path, int bound);
}
