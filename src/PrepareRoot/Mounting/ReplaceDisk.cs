using PrepareRoot.Deployments;
using PrepareRoot.Faults;
using PrepareRoot.Linux;

namespace PrepareRoot.Mounting;

/// <summary>
/// Replaces the disk by the new root. If the kernel allows it, the new root is attached beneath the
/// disk's mount, and the disk's mount is then detached: at every instant SYSROOT is the disk or the
/// new root. Otherwise two adjacent calls detach the disk's mount and attach the new root. If the
/// program is killed between them, the next run mounts the disk again (<see cref="KeptDisk"/>).
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
        if (record.Publish() is { } unpublished)
            return unpublished;
        // EINVAL: the kernel lacks MOVE_MOUNT_BENEATH, or does not allow it at this parent mount.
        // Nothing has changed yet.
        errno = covered > 0 ? Errno.EINVAL : Mounts.AttachBeneath(root.Tree, Disk.Root);
        var fault = errno switch
        {
            Errno.None => DetachDisk(),
            Errno.EINVAL => DetachAndAttach(root, covered),
            _ => Failed("the new root can't be attached beneath the disk's mount", errno),
        };
        if (fault is not null)
            record.Withdraw();
        return fault;
    }

    // The new root is beneath the disk's mount. No call removes a mount that is beneath another
    // one, so a failure can't be undone. It is tried twice: the kernel resolves the path first, for
    // which it may lack memory for a moment.
    private Fault? DetachDisk()
    {
        var errno = Mounts.Detach(Path);
        if (errno != Errno.None)
            errno = Mounts.Detach(Path);
        return errno == Errno.None
            ? null
            : Failed("the disk's mount can't be detached; the new root stays beneath it until the next run", errno);
    }

    private Fault? DetachAndAttach(AssembledRoot root, int covered)
    {
        var errno = Mounts.Clone(Disk.Root, recursive: true, out var old);
        if (errno != Errno.None)
            return Failed("the disk's mount can't be cloned (the clone restores it if the commit fails)", errno);
        using (old)
        {
            if (KeptDisk.Keep(Disk.Root) is { } unkept)
                return unkept;
            if (Exchange(root, old, covered, out var fault))
                KeptDisk.Release();
            return fault;
        }
    }

    // Detach and attach are adjacent calls, because nothing is mounted at SYSROOT between them.
    // Returns whether something is mounted there afterwards.
    private bool Exchange(AssembledRoot root, FileDescriptor old, int covered, out Fault? fault)
    {
        var errno = Mounts.Detach(Path);
        if (errno != Errno.None)
        {
            fault = Failed("the disk's mount can't be detached", errno);
            return true;
        }
        while (errno == Errno.None && covered-- > 0)
            errno = Mounts.Detach(Path);
        if (errno == Errno.None)
            errno = Mounts.Attach(root.Tree, Path);
        if (errno == Errno.None)
        {
            fault = null;
            return true;
        }
        var isRestored = Mounts.Attach(old, Path) == Errno.None;
        fault = Failed(
            isRestored
                ? "the new root can't be attached; the disk's mount is restored"
                : "the new root can't be attached, and restoring the disk's mount failed: it is at " + KeptDisk.Path + " until the next run restores it",
            errno);
        return isRestored;
    }

    private Fault Failed(string what, Errno errno) => errno.ToFault(FaultCode.CommitFailed, Path + ": " + what);
}
