using PrepareRoot.Linux;

namespace PrepareRoot.Ctl.Inputs;

/// <summary>A directory that an option names.</summary>
internal static class InputDirectory
{
    /// <summary>
    /// Fails if it is not there: what is read in a directory may be missing, so a typing error
    /// would be an empty directory.
    /// </summary>
    internal static void Require(string option, string path)
    {
        var errno = Files.Open(null, path, Files.O_PATH | Files.O_DIRECTORY, 0, out var directory);
        if (errno != Errno.None)
            throw new FailureException(option + " " + path + ": " + errno.Message());
        directory.Dispose();
    }
}
