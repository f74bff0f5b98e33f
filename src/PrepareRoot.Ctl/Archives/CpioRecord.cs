using PrepareRoot.Linux;

namespace PrepareRoot.Ctl.Archives;

/// <summary>The header of a file in a cpio archive, and its name.</summary>
/// <param name="Number">Its number among all records, counted from 1.</param>
/// <param name="Name">Its name, as written.</param>
/// <param name="Type">Its type.</param>
/// <param name="Size">The size of its content in bytes.</param>
/// <param name="Links">The number of its hard links.</param>
/// <param name="Identity">The inode and device: equal for hard links in one archive.</param>
/// <param name="Device">The device that a device node represents.</param>
internal sealed record CpioRecord(
    long Number, string Name, FileType Type, uint Size, uint Links, (uint Inode, uint Major, uint Minor) Identity, DeviceNumber Device)
{
    /// <summary>The name of the last record of an archive.</summary>
    internal const string Trailer = "TRAILER!!!";
}
