using PrepareRoot.Linux;

namespace PrepareRoot.Mounting;

/// <summary>
/// The label of SELinux. No policy is loaded in an initramfs, so the kernel gives none to what is
/// made there.
/// </summary>
internal static class SecurityLabel
{
    private const string Name = "security.selinux"; // linux/xattr.h
    private const int Bound = 4096;

    /// <summary>Gives a directory the label of another one, if that has one.</summary>
    internal static Errno Copy(FileDescriptor from, FileDescriptor to)
    {
        // The two may be open with O_PATH, which is not enough for attributes.
        var errno = Open(from, out var source);
        if (errno != Errno.None)
            return errno;
        using (source)
        {
            errno = Files.Attribute(source, Name, Bound, out var label);
            return errno != Errno.None || label.Length == 0 ? errno : Set(to, label);
        }
    }

    private static Errno Set(FileDescriptor to, byte[] label)
    {
        var errno = Open(to, out var target);
        if (errno != Errno.None)
            return errno;
        using (target)
            return Files.SetAttribute(target, Name, label);
    }

    private static Errno Open(FileDescriptor directory, out FileDescriptor opened) =>
        Files.Open(directory, ".", Files.O_RDONLY | Files.O_DIRECTORY, 0, out opened);
}
