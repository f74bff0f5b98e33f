namespace PrepareRoot.Linux;

/// <summary>The status of a file of a tree (<c>statx(2)</c>).</summary>
/// <param name="Type">The file type.</param>
/// <param name="Permissions">The lower twelve bits of the mode.</param>
/// <param name="Owner">The user ID.</param>
/// <param name="Group">The group ID.</param>
/// <param name="Size">In bytes.</param>
/// <param name="Device">The device of its file system.</param>
/// <param name="Inode">The inode number.</param>
/// <param name="SpecialDevice">The device that a device node represents.</param>
/// <param name="MountId">The ID of the mount that it is on.</param>
/// <param name="LinkCount">How many names it has.</param>
/// <param name="Modified">When its content was modified last.</param>
/// <param name="Changed">When its inode was changed last.</param>
internal readonly record struct TreeStatus(
    FileType Type,
    uint Permissions,
    uint Owner,
    uint Group,
    ulong Size,
    DeviceNumber Device,
    ulong Inode,
    DeviceNumber SpecialDevice,
    ulong MountId,
    uint LinkCount,
    (long Seconds, uint Nanoseconds) Modified,
    (long Seconds, uint Nanoseconds) Changed);
