namespace PrepareRoot.Linux;

/// <summary>A block device node.</summary>
internal static class BlockDevice
{
    /// <summary>The device that a node represents.</summary>
    /// <param name="path">The path of the node. Symbolic links are followed.</param>
    /// <param name="device">The device; null if there is no block device at this path.</param>
    public static Errno Number(string path, out DeviceNumber? device)
    {
        device = null;
        var errno = Files.Open(null, path, Files.O_PATH, 0, out var node);
        if (errno is Errno.ENOENT or Errno.ENOTDIR)
            return Errno.None;
        if (errno != Errno.None)
            return errno;
        using (node)
        {
            errno = Files.Status(node, "", out var status);
            if (errno == Errno.None && status.Type == FileType.BlockDevice)
                device = status.SpecialDevice;
            return errno;
        }
    }
}
