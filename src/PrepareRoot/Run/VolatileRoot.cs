using PrepareRoot.Deployments;
using PrepareRoot.Linux;
using PrepareRoot.Requests;

namespace PrepareRoot.Run;

/// <summary>
/// The device under a root that is not itself on one: what systemd's <c>/run/systemd/volatile-root</c> names, for tools that look
/// for the disk of the running system.
/// </summary>
internal static class VolatileRoot
{
    private const string GptAutoRoot = "/dev/gpt-auto-root";

    /// <summary>That of a root; null where there is nothing to say.</summary>
    public static DeviceNumber? Of(BootRecord record)
    {
        if (record.Image is null)
            return null;
        if (Files.Open(null, GptAutoRoot, Files.O_PATH, 0, out var place) == Errno.None)
        {
            using (place)
            {
                if (Files.Status(place, "", out var status) == Errno.None && status.Type == FileType.BlockDevice)
                    return status.SpecialDevice;
            }
        }
        if (record.Deployment.Backend != Backend.Ostree)
            return null;
        // Major 0 is no block device but a number that a file system gave itself.
        var disk = record.Disk.Device;
        return disk.Major != 0 ? disk : record.DiskDevice;
    }
}
