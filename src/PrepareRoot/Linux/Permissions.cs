namespace PrepareRoot.Linux;

/// <summary>
/// The permissions of new files and directories, as the bits of <c>linux/stat.h</c>.
/// </summary>
internal static class Permissions
{
    /// <summary>0755: a directory that every user can read.</summary>
    internal const uint Directory = 0x1ed;

    /// <summary>0700: a directory that only root can read.</summary>
    internal const uint PrivateDirectory = 0x1c0;

    /// <summary>0000: a directory that only a process with CAP_DAC_OVERRIDE can use.</summary>
    internal const uint ClosedDirectory = 0;

    /// <summary>0644: a file that every user can read.</summary>
    internal const uint File = 0x1a4;

    /// <summary>0600: a file that only its owner can read.</summary>
    internal const uint PrivateFile = 0x180;
}
