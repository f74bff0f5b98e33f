using System.Collections.Generic;
using PrepareRoot.Faults;
using PrepareRoot.Linux;

namespace PrepareRoot.Mounting;

/// <summary>Mounting overlays, and making their upper and work directories.</summary>
internal sealed partial class Assembly
{
    private Fault? Mount(MountRoot step)
    {
        if (!_disk.OpenDirectory(step.Objects.Path, links: false, FaultCode.ObjectsMissing).OwnedBy(_open).Try(out _, out var fault))
            return fault;
        if (MakeDirectories(step.Writes, Permissions.PrivateDirectory) is { } notMade)
            return notMade;
        var mountPoints = step.MountPoints is { } layer ? PathOf(layer) : null;
        if (!OverlayLayers.Compose(step, mountPoints, ScratchTree.Image, PathOf(step.Objects)).Try(out var layers, out fault))
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
        AddWrites(options, step.Writes);
        var attributes = step.ReadOnly ? Mounts.MOUNT_ATTR_RDONLY : 0;
        return Overlay(step, options, attributes).Try(out var mount, out fault) ? AttachRoot(step, mount) : fault;
    }

    private Fault? Mount(MountOverlay step)
    {
        if (MakeDirectories(step.Writes, Permissions.Directory) is { } notMade)
            return notMade;
        if (!OpenTarget(step.Lower).Try(out _, out var fault) || !OpenTarget(step.Target).Try(out var target, out fault))
            return fault;
        var options = new List<(string, string?)> { ("source", "overlay"), ("lowerdir", OverlayLayers.Escape(PathOf(step.Lower))) };
        AddWrites(options, step.Writes);
        return Overlay(step, options, 0).Try(out var mount, out fault) ? Attach(step, mount, target) : fault;
    }

    // libostree made the upper and work directories. They are not made here.
    private Fault? Mount(MountHotfix step)
    {
        if (!_disk.OpenDirectory(step.Upper.Path, links: false, FaultCode.HotfixIncomplete).OwnedBy(_open).Try(out _, out var fault)
            || !_disk.OpenDirectory(step.Work.Path, links: false, FaultCode.HotfixIncomplete).OwnedBy(_open).Try(out _, out fault)
            || !OpenTarget(MountHotfix.Target).Try(out var target, out fault))
        {
            return fault;
        }
        var (upper, lower) = (PathOf(step.Upper), OverlayLayers.Escape(PathOf(MountHotfix.Target)));
        var readOnly = step.Access == Access.ReadOnly;
        List<(string, string?)> options = readOnly
            ? [("source", "overlay"), ("ro", null), ("lowerdir", OverlayLayers.Escape(upper) + ":" + lower)]
            : [("source", "overlay"), ("lowerdir", lower), ("upperdir", upper), ("workdir", PathOf(step.Work))];
        return Overlay(step, options, readOnly ? Mounts.MOUNT_ATTR_RDONLY : 0).Try(out var mount, out fault)
            ? Attach(step, mount, target)
            : fault;
    }

    private Result<FileDescriptor> Overlay(MountStep step, List<(string, string?)> options, ulong attributes)
    {
        var overlay = new NewMount(step.ToString(), "overlay") { Options = options.ToArray(), Attributes = attributes };
        var made = overlay.Make(out var errno).OwnedBy(_open);
        NeedsLoopDevice = _image is not null && _device == ImageDevice.File && errno == Errno.EINVAL;
        return made;
    }

    private void AddWrites(List<(string, string?)> options, OverlayWrites? writes)
    {
        if (writes is null)
        {
            options.Add(("ro", null));
            return;
        }
        options.Add(("upperdir", PathOf(writes.Upper)));
        options.Add(("workdir", PathOf(writes.Work)));
    }

    // TransientDirectories made those in /run before.
    private Fault? MakeDirectories(OverlayWrites? writes, uint workPermissions) => writes?.Upper.Area switch
    {
        Area.Disk => MakeStateDirectory(writes.Upper, Permissions.Directory) ?? MakeStateDirectory(writes.Work, workPermissions),
        Area.Memory => ScratchTree.MakeDirectories(PathOf(writes.Upper), Permissions.Directory)
            ?? ScratchTree.MakeDirectories(PathOf(writes.Work), workPermissions),
        _ => null,
    };

    // The upper and work directories of an overlay are the only thing that is ever written to the
    // disk, and only if they are missing.
    private Fault? MakeStateDirectory(Location location, uint permissions)
    {
        // For a writable overlay on a read-only disk the kernel returns EINVAL, which does not tell
        // the cause.
        if (FileSystems.IsReadOnly(_disk.Root, out var readOnly) == Errno.None && readOnly)
            return Errno.EROFS.ToFault(FaultCode.StateReadOnly, _disk.Show(location.Path) + " must be writable");
        if (_disk.OpenDirectory(location.Path, links: false, FaultCode.StateMissing).OwnedBy(_open).Try(out _, out var fault))
            return null;
        if (fault.Code != FaultCode.StateMissing)
            return fault;
        return Files.MakeDirectory(_disk.Root, location.Path, permissions) == Errno.None ? null : fault;
    }
}
