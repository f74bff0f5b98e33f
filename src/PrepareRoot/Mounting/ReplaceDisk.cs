using PrepareRoot.Deployments;
using PrepareRoot.Faults;
using PrepareRoot.Linux;

namespace PrepareRoot.Mounting;

/// <summary>
/// Puts the new root in the place of the disk. Where the kernel allows it, the new root is attached
/// beneath the disk's mount, which is then detached: SYSROOT is the old root or the new one at
/// every instant. Elsewhere two adjacent calls detach the one and attach the other.
/// </summary>
internal sealed record ReplaceDisk(Disk Disk) : Place(Disk.Path, Disk.Status)
{
    /// <inheritdoc/>
    protected override Fault? Put(AssembledRoot root, IPublication record)
    {
        // A run that was killed right before it detached the disk's mount left its root beneath it.
        var errno = MountTable.CountMountsBeneath(Status.MountId, out var covered);
        if (errno != Errno.None)
            return Failed("the mount table can't be read", errno);
        errno = Mounts.Clone(Disk.Root, recursive: true, out var old);
        if (errno != Errno.None)
            return Failed("the disk's mount can't be cloned, to restore it if need be", errno);
        using (old)
        {
            // EINVAL: an older kernel, or a SYSROOT whose parent an older kernel does not allow.
            // Nothing has changed yet.
            errno = covered > 0 ? Errno.EINVAL : Mounts.AttachBeneath(root.Tree, Disk.Root);
            return errno switch
            {
                Errno.None => DetachOld(old, record),
                Errno.EINVAL => DetachAndAttach(root, old, covered, record),
                _ => Failed("the new root can't be attached beneath the disk's mount", errno),
            };
        }
    }

    // The new root is beneath the disk's mount: detach that.
    private Fault? DetachOld(FileDescriptor old, IPublication record)
    {
        var fault = record.Publish();
        if (fault is null)
        {
            var errno = Mounts.Detach(Path);
            if (errno == Errno.None)
                return null;
            record.Withdraw();
            return Failed("the disk's mount can't be detached", errno);
        }
        // A mount can't be detached from beneath another: both go, and the old one is attached
        // again.
        var undone = Mounts.Detach(Path);
        if (undone == Errno.None)
            undone = Mounts.Detach(Path);
        if (undone == Errno.None)
            undone = Mounts.Attach(old, Path);
        return undone == Errno.None ? fault : Failed(fault.Cause + "; restoring the disk's mount failed", undone);
    }

    // The two calls follow each other directly.
    private Fault? DetachAndAttach(AssembledRoot root, FileDescriptor old, int covered, IPublication record)
    {
        if (record.Publish() is { } fault)
            return fault;
        var errno = Mounts.Detach(Path);
        if (errno != Errno.None)
        {
            record.Withdraw();
            return Failed("the disk's mount can't be detached", errno);
        }
        while (errno == Errno.None && covered-- > 0)
            errno = Mounts.Detach(Path);
        if (errno == Errno.None)
            errno = Mounts.Attach(root.Tree, Path);
        if (errno == Errno.None)
            return null;
        record.Withdraw();
        var undone = Mounts.Attach(old, Path);
        return Failed(
            undone == Errno.None
                ? "the new root can't be attached; the disk's mount is restored"
                : "the new root can't be attached, and restoring the disk's mount failed: nothing is mounted there now",
            errno);
    }

    private Fault Failed(string what, Errno errno) => errno.ToFault(FaultCode.CommitFailed, Path + ": " + what);
}
