using PrepareRoot.Deployments;
using PrepareRoot.Faults;
using PrepareRoot.Linux;

namespace PrepareRoot.Mounting;

/// <summary>
/// Replaces the disk by the new root. If the kernel allows it, the new root is attached beneath the
/// disk's mount, and the disk's mount is then detached: at every instant SYSROOT is the disk or the
/// new root. Otherwise two adjacent calls detach the disk's mount and attach the new root.
/// </summary>
internal sealed record ReplaceDisk(Disk Disk) : Place(Disk.Path, Disk.Status)
{
    /// <inheritdoc/>
    protected override Fault? Put(AssembledRoot root, IPublication record)
    {
        // An earlier run left its root beneath the disk's mount if it was killed right before it
        // detached that mount.
        var errno = MountTable.CountMountsBeneath(Status.MountId, out var covered);
        if (errno != Errno.None)
            return Failed("the mount table can't be read", errno);
        errno = Mounts.Clone(Disk.Root, recursive: true, out var old);
        if (errno != Errno.None)
            return Failed("the disk's mount can't be cloned (the clone restores it if the commit fails)", errno);
        using (old)
        {
            // EINVAL: the kernel lacks MOVE_MOUNT_BENEATH, or does not allow it at this parent
            // mount. Nothing has changed yet.
            errno = covered > 0 ? Errno.EINVAL : Mounts.AttachBeneath(root.Tree, Disk.Root);
            return errno switch
            {
                Errno.None => DetachOld(old, record),
                Errno.EINVAL => DetachAndAttach(root, old, covered, record),
                _ => Failed("the new root can't be attached beneath the disk's mount", errno),
            };
        }
    }

    // The new root is beneath the disk's mount. Detaches the disk's mount.
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
        // The kernel can't detach a mount beneath another one. So both are detached, and the disk's
        // mount is attached again.
        var undone = Mounts.Detach(Path);
        if (undone == Errno.None)
            undone = Mounts.Detach(Path);
        if (undone == Errno.None)
            undone = Mounts.Attach(old, Path);
        return undone == Errno.None ? fault : Failed(fault.Cause + "; restoring the disk's mount failed", undone);
    }

    // Detach and attach are adjacent calls, because nothing is mounted at SYSROOT between them.
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
