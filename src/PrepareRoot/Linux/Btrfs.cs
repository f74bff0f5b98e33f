using System.Text;

namespace PrepareRoot.Linux;

/// <summary>
/// Finds the block device of a btrfs, whose <c>st_dev</c> is an anonymous device
/// (<c>linux/btrfs.h</c>).
/// </summary>
internal static unsafe class Btrfs
{
    private const uint BTRFS_SUPER_MAGIC = 0x9123683e; // linux/magic.h
    private const nuint BTRFS_IOC_FS_INFO = 0x8400941f; // _IOR(0x94, 31, 1024 bytes)
    private const nuint BTRFS_IOC_DEV_INFO = 0xd000941e; // _IOWR(0x94, 30, 4096 bytes)
    private const int FsInfoSize = 1024;
    private const int DevInfoSize = 4096;

    // In struct btrfs_ioctl_dev_info_args, the last 1024 bytes: path, ended by a NUL.
    private const int PathOffset = DevInfoSize - PathSize;
    private const int PathSize = 1024;

    /// <summary>
    /// The block device of a btrfs on a single device; null for any other file system or if it is
    /// unknown.
    /// </summary>
    /// <param name="directory">A directory on the file system.</param>
    public static DeviceNumber? Device(FileDescriptor directory)
    {
        if (FileSystems.Magic(directory, out var magic) != Errno.None || magic != BTRFS_SUPER_MAGIC
            || Files.Open(directory, ".", Files.O_RDONLY | Files.O_DIRECTORY, 0, out var opened) != Errno.None)
        {
            return null;
        }
        using (opened)
            return SingleDevice(opened);
    }

    private static DeviceNumber? SingleDevice(FileDescriptor directory)
    {
        // struct btrfs_ioctl_fs_info_args: __u64 max_id, num_devices, ….
        var fs = stackalloc ulong[FsInfoSize / sizeof(ulong)];
        if (LibC.ioctl(directory.Number, BTRFS_IOC_FS_INFO, (nint)fs) != 0 || fs[1] != 1)
            return null;
        // struct btrfs_ioctl_dev_info_args: __u64 devid, …. The only device has the highest ID,
        // max_id. It is not 1 if the device replaced another one.
        var device = stackalloc byte[DevInfoSize];
        *(ulong*)device = fs[0];
        if (LibC.ioctl(directory.Number, BTRFS_IOC_DEV_INFO, (nint)device) != 0)
            return null;
        var length = 0;
        while (length < PathSize && device[PathOffset + length] != 0)
            length++;
        var path = Encoding.UTF8.GetString(device + PathOffset, length);
        if (Files.Open(null, path, Files.O_PATH, 0, out var node) != Errno.None)
            return null;
        using (node)
            return Files.Status(node, "", out var status) == Errno.None && status.Type == FileType.BlockDevice ? status.SpecialDevice : null;
    }
}
