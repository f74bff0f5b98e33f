using PrepareRoot.Linux;

namespace PrepareRoot.Run;

/// <summary>
/// Finds the block device of the disk under an overlay root. <c>/run/systemd/volatile-root</c>
/// names it, and systemd's tools find the disk of the running system by it.
/// </summary>
internal static class VolatileRoot
{
    private const string GptAutoRoot = "/dev/gpt-auto-root";

    /// <summary>
    /// The block device; null if the link is not needed or the device is unknown.
    /// </summary>
    public static DeviceNumber? Of(BootRecord record)
    {
        if (!record.Facts.IsImage)
            return null;
        if (Files.Open(null, GptAutoRoot, Files.O_PATH, 0, out var node) == Errno.None)
        {
            using (node)
            {
                if (Files.Status(node, "", out var status) == Errno.None && status.Type == FileType.BlockDevice)
                    return status.SpecialDevice;
            }
        }
        if (!record.Deployment.Backend.KeepsTransientStateInRun)
            return null;
        // Major number 0 is an anonymous device number, as btrfs has.
        var device = record.Disk.Status.Device;
        return device.Major != 0 ? device : Btrfs.Device(record.Disk.Root);
    }
}
