namespace PrepareRoot.Linux;

/// <summary>The type of a file: the <c>S_IFMT</c> bits of <c>linux/stat.h</c>.</summary>
internal enum FileType
{
    /// <summary>Not a type of the header.</summary>
    Unknown = 0,

    /// <summary>S_IFIFO.</summary>
    Fifo = 0x1000,

    /// <summary>S_IFCHR.</summary>
    CharacterDevice = 0x2000,

    /// <summary>S_IFDIR.</summary>
    Directory = 0x4000,

    /// <summary>S_IFBLK.</summary>
    BlockDevice = 0x6000,

    /// <summary>S_IFREG.</summary>
    Regular = 0x8000,

    /// <summary>S_IFLNK.</summary>
    SymbolicLink = 0xa000,

    /// <summary>S_IFSOCK.</summary>
    Socket = 0xc000,
}
