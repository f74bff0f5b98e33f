using PrepareRoot.Linux;

namespace PrepareRoot.Run;

/// <summary>
/// Finds the block device of the disk under an overlay root. <c>/run/systemd/volatile-root</c>
/// names it, and systemd's tools find the disk of the running system by it.
/// </summary>
internal static class VolatileRoot
{
    private const string GptAutoRoot = "/dev/gpt-auto-root";

    /// <summary>Finds it.</summary>
    /// <param name="record">The record.</param>
    /// <param name="device">
    /// The block device; null if the link is not needed or the device is unknown.
    /// </param>
    public static Errno Find(BootRecord record, out DeviceNumber? device)
    {
        device = null;
        if (!record.Facts.IsImage)
            return Errno.None;
        var errno = BlockDevice.Number(GptAutoRoot, out device);
        if (errno != Errno.None || device is not null || !record.Deployment.Backend.KeepsTransientStateInRun)
            return errno;
        // btrfs has an anonymous device number.
        var ofDisk = record.Disk.Status.Device;
        if (ofDisk.IsAnonymous)
            return Btrfs.Device(record.Disk.Root, out device);
        device = ofDisk;
        return Errno.None;
    }
}
