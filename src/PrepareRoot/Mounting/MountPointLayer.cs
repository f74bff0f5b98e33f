using PrepareRoot.Faults;
using PrepareRoot.Linux;

namespace PrepareRoot.Mounting;

/// <summary>
/// An overlay layer below the image, with mount points that the image lacks
/// (<c>root.mount-points</c>). The root directory stays that of the image, with its owner,
/// permissions and label. One of a layer above it would have no label: the policy of SELinux is
/// loaded later, and by it the kernel labels anew what a tmpfs holds.
/// </summary>
internal static class MountPointLayer
{
    /// <summary>Makes the layer.</summary>
    /// <param name="step">The step, for its names and messages.</param>
    /// <param name="layer">The layer's directory, on a tmpfs.</param>
    /// <param name="imageRoot">The root of the mounted image.</param>
    internal static Fault? Make(MakeMountPoints step, FileDescriptor layer, FileDescriptor imageRoot)
    {
        var errno = Errno.None;
        for (var i = 0; errno == Errno.None && i < step.Names.Length; i++)
            errno = MakeIfMissing(imageRoot, layer, step.Names[i]);
        return errno == Errno.None ? null : errno.ToFault(FaultCode.MountFailed, step.ToString());
    }

    // overlayfs would merge it with a directory of the image.
    private static Errno MakeIfMissing(FileDescriptor image, FileDescriptor layer, string name)
    {
        var errno = Files.Status(image, name, out _);
        if (errno != Errno.ENOENT)
            return errno;
        errno = Files.MakeDirectory(layer, name, Permissions.Directory);
        if (errno != Errno.None)
            return errno;
        errno = Files.Open(layer, name, Files.O_RDONLY | Files.O_DIRECTORY, 0, out var directory);
        if (errno != Errno.None)
            return errno;
        using (directory)
            return Files.SetPermissions(directory, Permissions.Directory);
    }
}
