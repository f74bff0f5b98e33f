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

    /// <summary>Finds the block device of a btrfs.</summary>
    /// <param name="directory">A directory on the file system.</param>
    /// <param name="device">
    /// The device; null for another file system, for a btrfs on several devices, and if the path
    /// that btrfs knows the device by does not exist.
    /// </param>
    public static Errno Device(FileDescriptor directory, out DeviceNumber? device)
    {
        device = null;
        var errno = FileSystems.Magic(directory, out var magic);
        if (errno != Errno.None || magic != BTRFS_SUPER_MAGIC)
            return errno;
        errno = Files.Open(directory, ".", Files.O_RDONLY | Files.O_DIRECTORY, 0, out var opened);
        if (errno != Errno.None)
            return errno;
        using (opened)
            return SingleDevice(opened, out device);
    }

    private static Errno SingleDevice(FileDescriptor directory, out DeviceNumber? device)
    {
        device = null;
        // struct btrfs_ioctl_fs_info_args: __u64 max_id, num_devices, ….
        var fs = stackalloc ulong[FsInfoSize / sizeof(ulong)];
        var errno = Files.ErrnoOf(LibC.ioctl(directory.Number, BTRFS_IOC_FS_INFO, (nint)fs));
        if (errno != Errno.None || fs[1] != 1)
            return errno;
        // struct btrfs_ioctl_dev_info_args: __u64 devid, …. The only device has the highest ID,
        // max_id. It is not 1 if the device replaced another one.
        var info = stackalloc byte[DevInfoSize];
        *(ulong*)info = fs[0];
        errno = Files.ErrnoOf(LibC.ioctl(directory.Number, BTRFS_IOC_DEV_INFO, (nint)info));
        if (errno != Errno.None)
            return errno;
        var length = 0;
        while (length < PathSize && info[PathOffset + length] != 0)
            length++;
        return BlockDevice.Number(Encoding.UTF8.GetString(info + PathOffset, length), out device);
    }
}
