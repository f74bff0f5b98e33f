using System.Collections.Generic;
using PrepareRoot.Linux;

namespace PrepareRoot.Ctl.Inputs;

/// <summary>
/// Mounts a partition of a disk's image, read-only and without attaching the mount anywhere: no
/// other process sees it. The mount and its loop device end with this process, whatever ends it.
/// </summary>
internal static class PartitionMount
{
    private const ulong Attributes = Mounts.MOUNT_ATTR_RDONLY | Mounts.MOUNT_ATTR_NOSUID | Mounts.MOUNT_ATTR_NODEV | MOUNT_ATTR_NOEXEC;
    private const ulong MOUNT_ATTR_NOEXEC = 0x8; // linux/mount.h

    /// <summary>Mounts it.</summary>
    /// <param name="path">The path of the image, for messages.</param>
    /// <param name="image">The image, open for reading.</param>
    /// <param name="partition">The partition.</param>
    /// <param name="type">Its file system.</param>
    /// <param name="notes">Receives what is to be said about it.</param>
    /// <returns>The root of the mount.</returns>
    internal static FileDescriptor Mount(string path, FileDescriptor image, Partition partition, FileSystemType type, List<string> notes)
    {
        var errno = LoopDevice.Attach(image, partition.Offset, partition.Size, out var device, out var name);
        if (errno != Errno.None)
            throw new FailureException(path + ": a loop device can't be attached: " + name + ": " + errno.Message());
        using (device)
        {
            errno = Mount(name, type.Name, null, out var mount, out var messages);
            if (errno == Errno.None)
                return mount;
            // A log can't be replayed on a device that is read-only.
            if (type.WithoutLog is not { } withoutLog || Mount(name, type.Name, withoutLog, out mount, out _) != Errno.None)
                throw new FailureException(path + ": its " + type.Name + " can't be mounted: " + errno.Message() + (messages.Length == 0 ? "" : " (" + messages + ")"));
            notes.Add(path + ": the file system was not unmounted, and is read without its log: what was written last may be missing");
            return mount;
        }
    }

    private static Errno Mount(string device, string type, string? option, out FileDescriptor mount, out string messages)
    {
        (mount, messages) = (null!, "");
        var errno = FileSystemContext.Open(type, out var context);
        if (errno != Errno.None)
            return errno;
        using (context)
        {
            errno = context.Set("source", device);
            if (errno == Errno.None)
                errno = context.Set("ro");
            if (errno == Errno.None && option is not null)
                errno = option.Split('=') is [var key, var value] ? context.Set(key, value) : context.Set(option);
            if (errno == Errno.None)
                errno = context.Mount(Attributes, out mount);
            if (errno != Errno.None)
                messages = context.Messages();
            return errno;
        }
    }
}
