using System;
using PrepareRoot.Deployments;
using PrepareRoot.Faults;
using PrepareRoot.Linux;
using PrepareRoot.Requests;

namespace PrepareRoot.Mounting;

/// <summary>Puts the assembled root in the place of the disk: the one change that the machine sees.</summary>
internal static class Committer
{
    /// <summary>
    /// Puts it in place. Where the kernel can, the new root slides under the disk's mount, which is then detached: SYSROOT is the
    /// old one or the new one at every instant. Where it can't, the two calls that detach and attach follow each other directly.
    /// </summary>
    /// <param name="sysroot">The disk, as the machine sees it.</param>
    /// <param name="root">What takes its place.</param>
    /// <param name="publish">
    /// Puts the record into place. Called when nothing but the change itself is left to do, so that there is never a new root
    /// without a record.
    /// </param>
    /// <param name="withdraw">Takes the record away again, if the change failed after all.</param>
    public static Fault? Commit(Sysroot sysroot, AssembledRoot root, Func<Fault?> publish, System.Action withdraw)
    {
        // A run that was killed just before the disk's mount was detached leaves its own root hidden under it.
        var errno = MountTable.CountHiddenUnder(sysroot.Status.MountId, out var hidden);
        if (errno != Errno.None)
            return Failed(sysroot, "the mount table can't be read", errno);
        errno = Mounts.Clone(sysroot.Root, recursive: true, out var old);
        if (errno != Errno.None)
            return Failed(sysroot, "the disk's mount can't be kept for the way back", errno);
        using (old)
        {
            // EINVAL: an older kernel, or a SYSROOT whose parent an older kernel does not allow. Nothing has happened yet.
            errno = hidden > 0 ? Errno.EINVAL : Mounts.AttachBeneath(root.Tree, sysroot.Root);
            return errno switch
            {
                Errno.None => Uncover(sysroot, old, publish, withdraw),
                Errno.EINVAL => Exchange(sysroot, root, old, hidden, publish, withdraw),
                _ => Failed(sysroot, "the new root can't be put beneath the disk's mount", errno),
            };
        }
    }

    /// <summary>Attaches it at a directory of the machine's own instead, and leaves the disk where it is.</summary>
    /// <param name="target">That directory.</param>
    /// <param name="root">What is attached.</param>
    /// <param name="publish">As in <see cref="Commit"/>.</param>
    /// <param name="withdraw">Likewise.</param>
    public static Fault? CommitAt(string target, AssembledRoot root, Func<Fault?> publish, System.Action withdraw)
    {
        if (publish() is { } fault)
            return fault;
        var errno = Mounts.Attach(root.Tree, target);
        if (errno == Errno.None)
            return null;
        withdraw();
        return new Fault(FaultCode.CommitFailed, target + ": the new root can't be attached there: " + errno.Message());
    }

    // The new root lies under the disk's mount: takes that away.
    private static Fault? Uncover(Sysroot sysroot, FileDescriptor old, Func<Fault?> publish, System.Action withdraw)
    {
        var fault = publish();
        if (fault is null)
        {
            var errno = Mounts.Detach(sysroot.Path);
            if (errno == Errno.None)
                return null;
            withdraw();
            return Failed(sysroot, "the disk's mount can't be detached", errno);
        }
        // What lies beneath can't be taken away from there: both go, and the old one comes back.
        var undone = Mounts.Detach(sysroot.Path);
        if (undone == Errno.None)
            undone = Mounts.Detach(sysroot.Path);
        if (undone == Errno.None)
            undone = Mounts.Attach(old, sysroot.Path);
        return undone == Errno.None ? fault : Failed(sysroot, fault.Cause + "; and then the way back is barred", undone);
    }

    // The two calls, one right after the other.
    private static Fault? Exchange(
        Sysroot sysroot, AssembledRoot root, FileDescriptor old, int hidden, Func<Fault?> publish, System.Action withdraw)
    {
        if (publish() is { } fault)
            return fault;
        var errno = Mounts.Detach(sysroot.Path);
        if (errno != Errno.None)
        {
            withdraw();
            return Failed(sysroot, "the disk's mount can't be detached", errno);
        }
        while (errno == Errno.None && hidden-- > 0)
            errno = Mounts.Detach(sysroot.Path);
        if (errno == Errno.None)
            errno = Mounts.Attach(root.Tree, sysroot.Path);
        if (errno == Errno.None)
            return null;
        withdraw();
        var undone = Mounts.Attach(old, sysroot.Path);
        return Failed(
            sysroot,
            undone == Errno.None ? "the disk's mount is back, the new root could not take its place" : "nothing is mounted there now",
            errno);
    }

    private static Fault Failed(Sysroot sysroot, string what, Errno errno) =>
        new(FaultCode.CommitFailed, sysroot.Path + ": " + what + ": " + errno.Message());
}
