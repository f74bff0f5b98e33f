using System.Collections.Generic;
using PrepareRoot.Faults;
using PrepareRoot.Linux;

namespace PrepareRoot.Mounting;

/// <summary>
/// Mounting overlays, and making their upper and work directories. The kernel gets every layer as
/// <c>/proc/self/fd/N</c>: exactly the directory that was checked. It would parse a path for escape
/// characters, and could then use another directory.
/// </summary>
internal sealed partial class Assembly
{
    private Fault? Mount(MountRoot step)
    {
        if (!OpenDirectory(step.Objects, FaultCode.ObjectsMissing).Try(out var objects, out var fault))
            return fault;
        FileDescriptor? mountPoints = null;
        if (step.MountPoints is { } layer && !OpenDirectory(layer, FaultCode.MountFailed).Try(out mountPoints, out fault))
            return fault;
        if (!OverlayLayers.Compose(step, mountPoints, _imageRoot!, objects).Try(out var layers, out fault))
            return fault;
        var options = new List<(string, string?)>
        {
            ("source", step.Source),
            ("metacopy", "on"),
            ("redirect_dir", "on"),
            ("lowerdir", layers),
        };
        if (step.RequireVerity)
            options.Add(("verity", "require"));
        if (AddWrites(options, step.Writes, _imageRoot!) is { } notAdded)
            return notAdded;
        var attributes = step.ReadOnly ? Mounts.MOUNT_ATTR_RDONLY : 0;
        return Overlay(step, options, attributes).Try(out var mount, out fault) ? AttachRoot(step, mount) : fault;
    }

    private Fault? Mount(MountOverlay step)
    {
        if (!OpenDirectory(step.Lower, FaultCode.MountPointMissing).Try(out var lower, out var fault))
            return fault;
        var target = lower;
        if (step.Target != step.Lower && !OpenDirectory(step.Target, FaultCode.MountPointMissing).Try(out target, out fault))
            return fault;
        var options = new List<(string, string?)> { ("source", "overlay"), ("lowerdir", lower.ProcPath) };
        if (AddWrites(options, step.Writes, lower) is { } notAdded)
            return notAdded;
        return Overlay(step, options, 0).Try(out var mount, out fault) ? Attach(step, mount, target) : fault;
    }

    // libostree made the upper and work directories. They are not made here.
    private Fault? Mount(MountHotfix step)
    {
        if (!OpenDirectory(step.Upper, FaultCode.HotfixIncomplete).Try(out var upper, out var fault)
            || !OpenDirectory(step.Work, FaultCode.HotfixIncomplete).Try(out var work, out fault)
            || !OpenDirectory(MountHotfix.Target, FaultCode.MountPointMissing).Try(out var usr, out fault))
        {
            return fault;
        }
        var readOnly = step.Access == Access.ReadOnly;
        if (!readOnly && NoteWork(step.Work, work, followLinks: false) is { } unreadable)
            return unreadable;
        List<(string, string?)> options = readOnly
            ? [("source", "overlay"), ("lowerdir", upper.ProcPath + ":" + usr.ProcPath)]
            : [("source", "overlay"), ("lowerdir", usr.ProcPath), ("upperdir", upper.ProcPath), ("workdir", work.ProcPath)];
        return Overlay(step, options, readOnly ? Mounts.MOUNT_ATTR_RDONLY : 0).Try(out var mount, out fault)
            ? Attach(step, mount, usr)
            : fault;
    }

    private Result<FileDescriptor> Overlay(MountStep step, List<(string, string?)> options, ulong attributes)
    {
        var overlay = new NewMount(step.ToString(), "overlay") { Options = options.ToArray(), Attributes = attributes };
        var made = overlay.Make(out var errno).OwnedBy(_open);
        NeedsLoopDevice = _image is not null && _device == ImageDevice.File && errno == Errno.EINVAL;
        return made;
    }

    private Fault? AddWrites(List<(string, string?)> options, OverlayWrites? writes, FileDescriptor lower)
    {
        // Without them the overlay is read-only.
        if (writes is null)
            return null;
        if (writes.Upper.Area == Area.Disk && RefuseReadOnlyDisk(writes.Upper) is { } readOnly)
            return readOnly;
        if (!MakeDirectory(writes.Upper, Permissions.Directory, writes, lower).Try(out var upper, out var fault)
            || !MakeDirectory(writes.Work, Permissions.PrivateDirectory, writes, lower).Try(out var work, out fault))
        {
            return fault;
        }
        options.Add(("upperdir", upper.ProcPath));
        options.Add(("workdir", work.ProcPath));
        return writes.Work.Area == Area.Disk ? NoteWork(writes.Work, work, writes.FollowLinks) : null;
    }

    // For a writable overlay on a read-only disk the kernel returns EINVAL, which does not tell the
    // cause.
    private Fault? RefuseReadOnlyDisk(Location directory)
    {
        var errno = FileSystems.IsReadOnly(_disk.Root, out var readOnly);
        return errno != Errno.None ? _disk.Unreadable(errno, directory.Path)
            : readOnly ? Errno.EROFS.ToFault(FaultCode.StateReadOnly, _disk.Show(directory.Path) + " must be writable")
            : null;
    }

    // overlayfs makes a directory in the work directory when it is mounted.
    private Fault? NoteWork(Location location, FileDescriptor directory, bool followLinks)
    {
        var inner = location.Below("work");
        var errno = Files.Status(directory, inner.Name, out _);
        if (errno == Errno.ENOENT)
            _onDisk.Add(inner, followLinks);
        return errno is Errno.None or Errno.ENOENT ? null : _disk.Unreadable(errno, inner.Path);
    }

    // Opens a directory, and makes it if it is missing. TransientDirectories made those in /run.
    private Result<FileDescriptor> MakeDirectory(Location directory, uint permissions, OverlayWrites writes, FileDescriptor lower) => directory.Area switch
    {
        Area.Disk => MakeStateDirectory(directory, permissions, writes.FollowLinks, lower),
        Area.Memory => _memory.MakeDirectory(directory.Path, permissions).OwnedBy(_open),
        _ => OpenDirectory(directory, FaultCode.MountFailed),
    };

    // The upper and work directories of an overlay are the only thing that is ever written to the
    // disk, and only if they are missing. The upper one is the top directory of the overlay.
    private Result<FileDescriptor> MakeStateDirectory(Location directory, uint permissions, bool followLinks, FileDescriptor lower)
    {
        if (OpenState(directory, followLinks).Try(out var existing, out var fault))
            return existing;
        if (fault.Code != FaultCode.StateMissing)
            return fault;
        if (!OpenState(directory.Parent, followLinks).Try(out var parent, out var parentMissing))
            return parentMissing;
        var errno = Files.MakeDirectory(parent, directory.Name, permissions);
        if (errno != Errno.None)
            return errno == Errno.EEXIST ? fault : errno.ToFault(FaultCode.StateMissing, _disk.Show(directory.Path) + ": can't be made");
        _onDisk.Add(directory, followLinks);
        if (!OpenState(directory, followLinks).Try(out var made, out fault))
            return fault;
        errno = SecurityLabel.Copy(lower, made);
        return errno == Errno.None
            ? made
            : errno.ToFault(FaultCode.StateMissing, _disk.Show(directory.Path) + ": can't get the label of the image's directory");
    }

    private Result<FileDescriptor> OpenState(Location directory, bool followLinks) =>
        _disk.OpenDirectory(directory.Path, followLinks, FaultCode.StateMissing).OwnedBy(_open);
}
