namespace PrepareRoot.Linux;

/// <summary>
/// The permissions that new files and directories get: the bits of <c>linux/stat.h</c>.
/// </summary>
internal static class Permissions
{
    /// <summary>0755: a directory that everybody may look into.</summary>
    internal const uint Directory = 0x1ed;

    /// <summary>0700: a directory for root alone.</summary>
    internal const uint PrivateDirectory = 0x1c0;

    /// <summary>0000: a directory that only capabilities open.</summary>
    internal const uint ClosedDirectory = 0;

    /// <summary>0644: a file that everybody may read.</summary>
    internal const uint File = 0x1a4;
}
