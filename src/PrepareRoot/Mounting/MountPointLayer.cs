using PrepareRoot.Faults;
using PrepareRoot.Linux;

namespace PrepareRoot.Mounting;

/// <summary>
/// An overlay layer above the image, with mount points that the image lacks
/// (<c>root.mount-points</c>). The layer's own directory becomes the root directory of the machine,
/// so it gets the owner, permissions and label of the image's root.
/// </summary>
internal static class MountPointLayer
{
    // linux/xattr.h. The SELinux label decides which processes may mount on the directory. If the
    // image's root has no label, none is set.
    private const string SecurityLabel = "security.selinux";
    private const int LabelBound = 4096;

    /// <summary>Makes the layer.</summary>
    /// <param name="step">The step, for its names and messages.</param>
    /// <param name="layer">The layer's directory, on a tmpfs.</param>
    /// <param name="imageRoot">The root of the mounted image.</param>
    internal static Fault? Make(MakeMountPoints step, FileDescriptor layer, FileDescriptor imageRoot)
    {
        // Attributes can't be read through a descriptor that was opened with O_PATH.
        var errno = Files.Open(imageRoot, ".", Files.O_RDONLY | Files.O_DIRECTORY, 0, out var image);
        if (errno != Errno.None)
            return Failed(step, errno);
        using (image)
        {
            errno = Files.Status(image, "", out var root);
            byte[] label = [];
            if (errno == Errno.None)
                errno = Files.Attribute(image, SecurityLabel, LabelBound, out label);
            for (var i = 0; errno == Errno.None && i < step.Names.Length; i++)
                errno = MakeIfMissing(image, layer, step.Names[i], label);
            if (errno == Errno.None)
                errno = Set(layer, ".", root.Permissions, root.Owner, root.Group, label);
        }
        return errno == Errno.None ? null : Failed(step, errno);
    }

    private static Errno MakeIfMissing(FileDescriptor image, FileDescriptor layer, string name, byte[] label)
    {
        var errno = Files.Status(image, name, out var status);
        if ((errno == Errno.None && !status.IsWhiteout) || errno is not (Errno.None or Errno.ENOENT))
            return errno;
        errno = Files.MakeDirectory(layer, name, Permissions.Directory);
        return errno == Errno.None ? Set(layer, name, Permissions.Directory, 0, 0, label) : errno;
    }

    private static Errno Set(FileDescriptor layer, string name, uint permissions, uint owner, uint group, byte[] label)
    {
        var errno = Files.Open(layer, name, Files.O_RDONLY | Files.O_DIRECTORY, 0, out var directory);
        if (errno != Errno.None)
            return errno;
        using (directory)
        {
            errno = Files.SetOwner(directory, owner, group);
            if (errno == Errno.None)
                errno = Files.SetPermissions(directory, permissions);
            return errno != Errno.None || label.Length == 0 ? errno : Files.SetAttribute(directory, SecurityLabel, label);
        }
    }

    private static Fault Failed(MakeMountPoints step, Errno errno) => errno.ToFault(FaultCode.MountFailed, step.ToString());
}
