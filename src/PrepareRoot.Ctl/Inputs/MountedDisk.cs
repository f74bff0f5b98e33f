using System;
using System.Collections.Generic;
using System.Linq;
using PrepareRoot.Linux;
using PrepareRoot.Requests;

namespace PrepareRoot.Ctl.Inputs;

/// <summary>
/// Mounts the root file system of a disk image, read-only and without attaching the mount anywhere:
/// no other process sees it. The mount and its loop device end with this process, whatever ends it.
/// </summary>
internal static class MountedDisk
{
    private const ulong Attributes = Mounts.MOUNT_ATTR_RDONLY | Mounts.MOUNT_ATTR_NOSUID | Mounts.MOUNT_ATTR_NODEV | MOUNT_ATTR_NOEXEC;
    private const ulong MOUNT_ATTR_NOEXEC = 0x8; // linux/mount.h

    /// <summary>Mounts it.</summary>
    /// <param name="path">The path, for messages.</param>
    /// <param name="located">The file or the block device, opened with O_PATH.</param>
    /// <param name="notes">Receives what is to be said about it.</param>
    /// <returns>The root of the mount.</returns>
    internal static FileDescriptor Mount(string path, FileDescriptor located, List<string> notes)
    {
        if (!CurrentProcess.IsRoot)
            throw new FailureException(path + ": must be a directory where the disk is mounted: only root can mount an image");
        Check(path, Files.Open(null, located.ProcPath, Files.O_RDONLY | Files.O_NONBLOCK, 0, out var image));
        using (image)
        {
            int Read(Memory<byte> buffer, ulong offset)
            {
                if (offset > long.MaxValue)
                    return 0;
                Check(path, Files.ReadAt(image, buffer.Span, (long)offset, out var count));
                return count;
            }
            FileSystemType? TypeOf(Partition partition)
            {
                var head = new byte[FileSystemType.HeadSize];
                return FileSystemType.Of(head.AsSpan(0, Read(head, partition.Offset)));
            }
            var partitions = GuidPartitionTable.Read(Read) ?? [Partition.Whole];
            var candidates = partitions.Select(partition => (Partition: partition, Type: TypeOf(partition))).Where(candidate => candidate.Type is not null).ToArray();
            if (candidates.Any(candidate => candidate.Partition.IsRoot))
                candidates = [.. candidates.Where(candidate => candidate.Partition.IsRoot)];
            foreach (var (partition, type) in candidates)
            {
                var mount = Mount(path, image, partition, type!, notes);
                if (candidates.Length == 1 || HasDeployments(mount))
                {
                    if (partition.Number > 0)
                        notes.Add(path + ": partition " + partition.Number.Text() + " is taken");
                    return mount;
                }
                mount.Dispose();
            }
            throw new FailureException(path + ": must have a file system ext4, XFS or btrfs with " + Backend.Ostree.Deployments + " or "
                + Backend.Composefs.Deployments + ", alone or in a partition of a GPT, but has " + candidates.Length.Text() + " such file systems without");
        }
    }

    private static FileDescriptor Mount(string path, FileDescriptor image, Partition partition, FileSystemType type, List<string> notes)
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
            if (Mount(name, type.Name, type.WithoutLog, out mount, out _) != Errno.None)
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

    private static bool HasDeployments(FileDescriptor mount) => Has(mount, Backend.Ostree.Deployments) || Has(mount, Backend.Composefs.Deployments);

    private static bool Has(FileDescriptor mount, string path)
    {
        var errno = Files.Open(mount, path, Files.O_PATH | Files.O_DIRECTORY, Files.RESOLVE_BENEATH | Files.RESOLVE_NO_SYMLINKS, out var directory);
        if (errno == Errno.None)
            directory.Dispose();
        return errno == Errno.None;
    }

    private static void Check(string path, Errno errno)
    {
        if (errno != Errno.None)
            throw new FailureException(path + ": " + errno.Message());
    }
}
