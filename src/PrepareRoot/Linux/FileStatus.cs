namespace PrepareRoot.Linux;

/// <summary>What <c>statx</c> says of a file.</summary>
/// <param name="Type">Its kind.</param>
/// <param name="Permissions">The lower twelve bits of its mode.</param>
/// <param name="Owner">The user's number.</param>
/// <param name="Group">The group's.</param>
/// <param name="Size">In bytes.</param>
/// <param name="Device">The device of the file system it is on.</param>
/// <param name="Inode">Its number there.</param>
/// <param name="SpecialDevice">For a device node, the device it stands for.</param>
/// <param name="MountId">The mount it was reached through, as in <c>mountinfo</c>.</param>
/// <param name="IsMountRoot">Whether it is the root of that mount.</param>
internal readonly record struct FileStatus(
    FileType Type,
    uint Permissions,
    uint Owner,
    uint Group,
    ulong Size,
    DeviceNumber Device,
    ulong Inode,
    DeviceNumber SpecialDevice,
    ulong MountId,
    bool IsMountRoot)
{
    /// <summary>Whether both are the same file.</summary>
    public bool IsSameFile(FileStatus other) => Device == other.Device && Inode == other.Inode;

    /// <summary>
    /// Whether it is how an overlay layer says that there is nothing of this name: a character
    /// device 0:0.
    /// </summary>
    public bool IsWhiteout => Type == FileType.CharacterDevice && SpecialDevice == default;

    /// <summary>Its kind in words: "a regular file".</summary>
    public string TypeText => Type switch
    {
        FileType.Fifo => "a FIFO",
        FileType.CharacterDevice => "a character device",
        FileType.Directory => "a directory",
        FileType.BlockDevice => "a block device",
        FileType.Regular => "a regular file",
        FileType.SymbolicLink => "a symbolic link",
        FileType.Socket => "a socket",
        _ => "of no known type",
    };
}
