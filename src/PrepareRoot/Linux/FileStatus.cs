namespace PrepareRoot.Linux;

/// <summary>The status of a file (<c>statx(2)</c>).</summary>
/// <param name="Type">The file type.</param>
/// <param name="Permissions">The lower twelve bits of the mode.</param>
/// <param name="Owner">The user ID.</param>
/// <param name="Group">The group ID.</param>
/// <param name="Size">In bytes.</param>
/// <param name="Device">The device of its file system.</param>
/// <param name="Inode">The inode number.</param>
/// <param name="SpecialDevice">The device that a device node represents.</param>
/// <param name="MountId">The ID of the mount that the path is on, as in <c>mountinfo</c>.</param>
/// <param name="IsMountRoot">Whether it is the root of a mount.</param>
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
    /// <summary>Whether device and inode are the same.</summary>
    public bool IsSameFile(FileStatus other) => Device == other.Device && Inode == other.Inode;

    /// <summary>Whether it is an overlayfs whiteout: a character device 0:0.</summary>
    public bool IsWhiteout => Type == FileType.CharacterDevice && SpecialDevice == default;

    /// <summary>
    /// Whether it is <c>/dev/null</c> by any name: the character device 1:3
    /// (<c>Documentation/admin-guide/devices.txt</c>).
    /// </summary>
    public bool IsNullDevice => Type == FileType.CharacterDevice && SpecialDevice == new DeviceNumber(1, 3);

    /// <summary>The file type for messages: "a regular file".</summary>
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
