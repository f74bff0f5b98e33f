using System;
using System.Collections.Generic;
using PrepareRoot.Ctl.Images;
using PrepareRoot.Ctl.Planning;
using PrepareRoot.Faults;
using PrepareRoot.Linux;
using PrepareRoot.Mounting;
using PrepareRoot.Requests;

namespace PrepareRoot.Ctl.Checking;

/// <summary>
/// Goes through the steps of a plan as <see cref="Assembly"/> executes them, without mounting:
/// opens the directories on the disk in the same way, and looks the mount points up in the image.
/// </summary>
/// <param name="boot">A boot with a plan.</param>
/// <param name="image">The image; null if the root is the tree of the deployment.</param>
internal sealed class Rehearsal(PlannedBoot boot, ImageLookup? image)
{
    private readonly PlannedConditions _conditions = new(boot);
    private readonly List<Bind> _bound = [];

    /// <summary>The fault of the first step that would fail; null if there is none.</summary>
    internal Fault? Run()
    {
        foreach (var step in boot.Plan!.Steps)
        {
            var fault = step switch
            {
                MountRoot root => Open(root.Objects, FaultCode.ObjectsMissing) ?? Write(root.Writes),
                MountOverlay overlay => Open(overlay.Lower, FaultCode.MountPointMissing)
                    ?? Open(overlay.Target, FaultCode.MountPointMissing) ?? Write(overlay.Writes),
                MountHotfix hotfix => Open(hotfix.Upper, FaultCode.HotfixIncomplete)
                    ?? Open(hotfix.Work, FaultCode.HotfixIncomplete) ?? Open(MountHotfix.Target, FaultCode.MountPointMissing),
                Bind bind => Mount(bind),
                _ => null,
            };
            if (fault is not null)
                return fault;
        }
        return null;
    }

    private Fault? Mount(Bind step)
    {
        var holds = _conditions.Holds(step);
        if (holds is null)
            return new Fault(image is null ? FaultCode.DiskUnreadable : FaultCode.ImageDamaged, "checking whether " + step.Conditions[0].File + " exists failed");
        if (holds is false)
            return null;
        if (!boot.Disk!.OpenDirectory(step.From.Path, step.FollowLinks, FaultCode.StateMissing).Try(out var from, out var fault))
            return fault;
        from.Dispose();
        fault = step.To == Location.NewRoot ? null : Open(step.To, FaultCode.MountPointMissing);
        _bound.Add(step);
        return fault;
    }

    private Fault? Open(Location directory, FaultCode missing) => directory.Area switch
    {
        Area.Disk => OpenOnDisk(directory, links: false, missing),
        Area.NewRoot => OpenInNewRoot(directory.Path, missing),
        _ => null,
    };

    private Fault? OpenOnDisk(Location directory, bool links, FaultCode missing)
    {
        if (boot.Disk!.OpenDirectory(directory.Path, links, missing).Try(out var opened, out var fault))
            opened.Dispose();
        return fault;
    }

    private Fault? OpenInNewRoot(string path, FaultCode missing)
    {
        var bound = _bound.FindLast(step => step.To.Path.Length == 0 || path.StartsWith(step.To.Path + "/", StringComparison.Ordinal));
        if (bound is not null)
            return OpenInBound(bound, path, missing);
        if (image is null || Array.IndexOf(boot.Request!.Policy.MountPoints, path) >= 0)
            return null;
        if (!image.Find(path, links: false).Try(out var found, out var fault))
            return new Fault(FaultCode.ImageDamaged, fault.Cause);
        var errno = found.Errno == Errno.None && found.Entry!.Inode.Type != FileType.Directory ? Errno.ENOTDIR : found.Errno;
        return errno == Errno.None ? null : NoDirectory(errno, path, missing);
    }

    private Fault? OpenInBound(Bind bound, string path, FaultCode missing)
    {
        if (!boot.Disk!.OpenDirectory(bound.From.Path, bound.FollowLinks, FaultCode.StateMissing).Try(out var from, out var fault))
            return fault;
        using (from)
        {
            var rest = path[bound.To.Path.Length..].TrimStart('/');
            var errno = Files.Open(
                from, rest, Files.O_PATH | Files.O_DIRECTORY, Files.RESOLVE_BENEATH | Files.RESOLVE_NO_SYMLINKS, out var found);
            if (errno == Errno.None)
                found.Dispose();
            return errno == Errno.None ? null : NoDirectory(errno, path, missing);
        }
    }

    private static Fault NoDirectory(Errno errno, string path, FaultCode missing) => errno is Errno.ENOENT or Errno.ENOTDIR or Errno.ELOOP
        ? errno.ToFault(missing, "the new root has no directory /" + path)
        : errno.ToFault(FaultCode.DiskUnreadable, "/" + path + " of the new root can't be opened");

    // The upper and work directories on the disk are made if only they are missing.
    private Fault? Write(OverlayWrites? writes)
    {
        if (writes is null || writes.Upper.Area != Area.Disk)
            return null;
        if (!IsReadOnly().Try(out var readOnly, out var fault))
            return fault;
        return readOnly
            ? Errno.EROFS.ToFault(FaultCode.StateReadOnly, boot.Disk!.Show(writes.Upper.Path) + " must be writable")
            : Make(writes.Upper, writes.FollowLinks) ?? Make(writes.Work, writes.FollowLinks);
    }

    private Fault? Make(Location directory, bool links)
    {
        var fault = OpenOnDisk(directory, links, FaultCode.StateMissing);
        if (fault?.Code != FaultCode.StateMissing)
            return fault;
        if (!boot.Disk!.OpenDirectory(directory.Parent.Path, links, FaultCode.StateMissing).Try(out var parent, out var parentMissing))
            return parentMissing;
        using (parent)
            return Files.Status(parent, directory.Name, out _) == Errno.None ? fault : null;
    }

    // The running system may have it mounted otherwise than the initramfs does, which obeys the
    // last of these words. Without one, it is as it is now.
    private Result<bool> IsReadOnly()
    {
        bool? word = null;
        foreach (ref readonly var argument in KernelCommandLine.Parse(boot.Input.CommandLine.Text).Arguments)
        {
            if (argument.Value is null && argument.Key is "ro" or "rw")
                word = argument.Key == "ro";
        }
        if (word is { } asked)
            return asked;
        var errno = FileSystems.IsReadOnly(boot.Disk!.Root, out var readOnly);
        return errno == Errno.None ? readOnly : boot.Disk.Unreadable(errno, "");
    }
}
