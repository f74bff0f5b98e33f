using PrepareRoot.Linux;

namespace PrepareRoot.Run;

/// <summary>
/// The device under a root that is not itself on one. systemd's <c>/run/systemd/volatile-root</c>
/// names it for tools that look for the disk of the running system.
/// </summary>
internal static class VolatileRoot
{
    private const string GptAutoRoot = "/dev/gpt-auto-root";

    /// <summary>The device under a root; null if there is nothing to say.</summary>
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
        // Major number 0: the file system made the number up, as btrfs does.
        var device = record.Disk.Status.Device;
        return device.Major != 0 ? device : Btrfs.Device(record.Disk.Root);
    }
}
