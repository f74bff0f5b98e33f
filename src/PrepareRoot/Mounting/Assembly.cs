using System;
using System.Collections.Generic;
using PrepareRoot.Deployments;
using PrepareRoot.Faults;
using PrepareRoot.Linux;
using PrepareRoot.Trust;

namespace PrepareRoot.Mounting;

/// <summary>One attempt at a <see cref="MountPlan"/>, inside a private mount namespace, which takes all traces of it along.</summary>
internal sealed class Assembly : IDisposable
{
    private const uint Permissions = 0x1ed; // 0755
    private const uint PrivatePermissions = 0x1c0; // 0700

    private readonly VerifiedImage? _image;
    private readonly ImageDevice _device;
    private readonly List<IDisposable> _open = [];
    private Sysroot _disk = null!;
    private FileDescriptor _newRoot = null!;
    private FileDescriptor _tree = null!;

    internal Assembly(VerifiedImage? image, ImageDevice device)
    {
        _image = image;
        _device = device;
    }

    /// <summary>Whether it failed in a way that a loop device under the image may mend.</summary>
    internal bool NeedsLoopDevice { get; private set; }

    internal Result<AssembledRoot> Build(Sysroot sysroot, MountPlan plan)
    {
        var fault = OpenDisk(sysroot) ?? OpenTree(plan) ?? CoverRun(plan);
        for (var i = 0; fault is null && i < plan.Steps.Count; i++)
            fault = Take(plan.Steps[i]);
        if (fault is not null)
            return fault;
        FileDescriptor tree = null!;
        var errno = Files.Status(_newRoot, "", out var status);
        if (errno == Errno.None)
            errno = Mounts.Clone(_newRoot, recursive: true, out tree);
        return errno == Errno.None ? new AssembledRoot(tree, status) : Failed("the assembled tree can't be taken along", errno);
    }

    // What was opened in the outer namespace can be read from and measured in here, but not mounted.
    private Fault? OpenDisk(Sysroot sysroot)
    {
        if (!Sysroot.Open(sysroot.Path).Try(out var disk, out var fault))
            return fault;
        _disk = Keep(disk);
        return disk.Status.IsSameFile(sysroot.Status)
            ? null
            : new Fault(FaultCode.SysrootNotMounted, sysroot.Path + " became another file system while it was looked at");
    }

    // It may be below /run, which is covered next.
    private Fault? OpenTree(MountPlan plan)
    {
        if (plan.Steps[0] is not BindTree step)
            return null;
        var errno = Files.Open(null, step.Path, Files.O_PATH | Files.O_DIRECTORY, 0, out var directory);
        if (errno != Errno.None)
            return new Fault(FaultCode.DirectoryMissing, step.Path + ": " + errno.Message());
        errno = Mounts.Clone(Keep(directory), recursive: false, out _tree);
        return errno == Errno.None ? null : Failed(step.ToString(), errno);
    }

    private Fault? CoverRun(MountPlan plan)
    {
        if (!ScratchTree.Cover(_disk, plan).Try(out var scratch, out var fault))
            return fault;
        Keep(scratch);
        return null;
    }

    private Fault? Take(MountStep step) => step switch
    {
        MountImage image => Mount(image),
        MakeMountPoints mountPoints => MountPointLayer.Make(mountPoints, PathOf(mountPoints.Directory), ScratchTree.Image),
        MountRoot root => Mount(root),
        BindTree tree => Mount(tree),
        MountOverlay overlay => Mount(overlay),
        MountHotfix hotfix => Mount(hotfix),
        Bind bind => Mount(bind),
        _ => throw new ArgumentOutOfRangeException(nameof(step)),
    };

    private Fault? Mount(MountImage step)
    {
        var source = _image!.File.ProcPath;
        if (_device == ImageDevice.Loop)
        {
            var looped = LoopDevice.Attach(_image.File, out var loop, out source);
            if (looped != Errno.None)
                return Failed(step + ": no loop device: " + source, looped);
            Keep(loop);
        }
        var options = new List<(string, string?)> { ("source", source), ("ro", null) };
        if (!step.HasAcl)
            options.Add(("noacl", null));
        if (MountNew(step, "erofs", options, Mounts.MOUNT_ATTR_RDONLY, out var errno, out var mount) is { } fault)
        {
            NeedsLoopDevice = _device == ImageDevice.File && errno == Errno.ENOTBLK;
            return fault;
        }
        errno = Mounts.Attach(mount, ScratchTree.Image);
        return errno == Errno.None ? null : Failed(step.ToString(), errno);
    }

    private Fault? Mount(MountRoot step)
    {
        if (!_disk.OpenDirectory(step.Objects.Path, links: false, FaultCode.ObjectsMissing).Try(out var objects, out var fault))
            return fault;
        Keep(objects);
        if (step.Writes is { } writes && MakeDirectories(writes, PrivatePermissions) is { } unmade)
            return unmade;
        if (!OverlayLayers.Compose(step, step.MountPoints is { } mountPoints ? PathOf(mountPoints) : null, ScratchTree.Image, PathOf(step.Objects))
            .Try(out var layers, out fault))
        {
            return fault;
        }
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
        fault = MountNew(step, "overlay", options, step.ReadOnly ? Mounts.MOUNT_ATTR_RDONLY : 0, out var errno, out var mount);
        return fault is null ? AttachRoot(step, mount) : FailedOverlay(fault, errno);
    }

    private Fault? Mount(BindTree step)
    {
        var errno = Mounts.Change(Keep(_tree), Mounts.MOUNT_ATTR_RDONLY, 0, 0, recursive: false);
        return errno == Errno.None ? AttachRoot(step, _tree) : Failed(step.ToString(), errno);
    }

    private Fault? Mount(MountOverlay step)
    {
        if (MakeDirectories(step.Writes, Permissions) is { } unmade)
            return unmade;
        if (!OpenTarget(step.Lower).Try(out var lower, out var fault))
            return fault;
        Keep(lower);
        if (!OpenTarget(step.Target).Try(out var target, out fault))
            return fault;
        Keep(target);
        var options = new List<(string, string?)> { ("source", "overlay"), ("lowerdir", OverlayLayers.Escape(PathOf(step.Lower))) };
        AddWrites(options, step.Writes);
        fault = MountNew(step, "overlay", options, 0, out var errno, out var mount);
        if (fault is not null)
            return FailedOverlay(fault, errno);
        errno = Mounts.Attach(mount, target);
        return errno == Errno.None ? null : Failed(step.ToString(), errno);
    }

    private Fault? Mount(MountHotfix step)
    {
        foreach (var location in (ReadOnlySpan<Location>)[step.Upper, step.Work])
        {
            if (!_disk.OpenDirectory(location.Path, links: false, FaultCode.HotfixIncomplete).Try(out var directory, out var missing))
                return missing;
            directory.Dispose();
        }
        if (!OpenTarget(MountHotfix.Target).Try(out var target, out var fault))
            return fault;
        Keep(target);
        var (upper, lower) = (_disk.Show(step.Upper.Path), ScratchTree.Root + "/" + MountHotfix.Target.Path);
        List<(string, string?)> options = step.Access == Access.ReadOnly
            ? [("source", "overlay"), ("ro", null), ("lowerdir", OverlayLayers.Escape(upper) + ":" + OverlayLayers.Escape(lower))]
            : [("source", "overlay"), ("lowerdir", OverlayLayers.Escape(lower)), ("upperdir", upper), ("workdir", _disk.Show(step.Work.Path))];
        var attributes = step.Access == Access.ReadOnly ? Mounts.MOUNT_ATTR_RDONLY : 0;
        fault = MountNew(step, "overlay", options, attributes, out var errno, out var mount);
        if (fault is not null)
            return FailedOverlay(fault, errno);
        errno = Mounts.Attach(mount, target);
        return errno == Errno.None ? null : Failed(step.ToString(), errno);
    }

    private Fault? Mount(Bind step)
    {
        if (step.Only is { } condition && Holds(condition) != condition.Exists)
            return null;
        if (!_disk.OpenDirectory(step.From.Path, step.FollowLinks, FaultCode.StateMissing).Try(out var from, out var fault))
            return fault;
        Keep(from);
        var errno = Mounts.Clone(from, recursive: false, out var mount);
        if (errno == Errno.None)
        {
            Keep(mount);
            errno = step.Access switch
            {
                Access.ReadOnly => Mounts.Change(mount, Mounts.MOUNT_ATTR_RDONLY, 0, 0, recursive: false),
                Access.Writable => Mounts.Change(mount, 0, Mounts.MOUNT_ATTR_RDONLY, 0, recursive: false),
                _ => Errno.None,
            };
        }
        if (errno == Errno.None && step.Shared)
            errno = Mounts.Change(mount, 0, 0, Mounts.MS_SHARED, recursive: false);
        if (errno != Errno.None)
            return Failed(step.ToString(), errno);
        if (step.To == Location.NewRoot)
            return AttachRoot(step, mount);
        if (!OpenTarget(step.To).Try(out var target, out fault))
            return fault;
        errno = Mounts.Attach(mount, Keep(target));
        return errno == Errno.None ? null : Failed(step.ToString(), errno);
    }

    private Fault? AttachRoot(MountStep step, FileDescriptor mount)
    {
        _newRoot = mount;
        var errno = Mounts.Attach(mount, ScratchTree.Root);
        return errno == Errno.None ? null : Failed(step.ToString(), errno);
    }

    private bool Holds(Condition condition)
    {
        var errno = Files.Open(
            _newRoot, condition.Path, Files.O_PATH | Files.O_NOFOLLOW, Files.RESOLVE_BENEATH | Files.RESOLVE_NO_MAGICLINKS, out var found);
        if (errno == Errno.None)
            found.Dispose();
        return errno == Errno.None;
    }

    // Where something is mounted in the new root. The image may be one that nobody vouches for: its links are not followed.
    private Result<FileDescriptor> OpenTarget(Location target)
    {
        var errno = Files.Open(
            _newRoot, target.Path, Files.O_PATH | Files.O_DIRECTORY, Files.RESOLVE_BENEATH | Files.RESOLVE_NO_SYMLINKS, out var directory);
        return errno == Errno.None
            ? directory
            : new Fault(FaultCode.MountPointMissing, "the new root has no directory /" + target.Path + ": " + errno.Message());
    }

    // In /run they are there already.
    private Fault? MakeDirectories(OverlayWrites writes, uint workPermissions) => writes.Upper.Area switch
    {
        Area.Disk => MakeStateDirectory(writes.Upper, Permissions) ?? MakeStateDirectory(writes.Work, workPermissions),
        Area.Memory => ScratchTree.MakeDirectories(PathOf(writes.Upper), Permissions)
            ?? ScratchTree.MakeDirectories(PathOf(writes.Work), workPermissions),
        _ => null,
    };

    // On the disk, an overlay's own two directories are the only thing that is ever written, and only if they are missing.
    private Fault? MakeStateDirectory(Location location, uint permissions)
    {
        // The kernel would answer an overlay on a read-only disk with EINVAL, which says nothing.
        if (FileSystems.IsReadOnly(_disk.Root, out var readOnly) == Errno.None && readOnly)
            return new Fault(FaultCode.StateReadOnly, _disk.Show(location.Path) + " has to take writes: " + Errno.EROFS.Message());
        var opened = _disk.OpenDirectory(location.Path, links: false, FaultCode.StateMissing);
        if (opened.Try(out var directory, out var fault))
        {
            Keep(directory);
            return null;
        }
        if (fault.Code != FaultCode.StateMissing)
            return fault;
        return Files.MakeDirectory(_disk.Root, location.Path, permissions) == Errno.None ? null : fault;
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

    private string PathOf(Location location) => location.Area switch
    {
        Area.Disk => _disk.Show(location.Path),
        Area.NewRoot => ScratchTree.Root + "/" + location.Path,
        Area.Run => ScratchTree.Run + "/" + location.Path,
        _ => ScratchTree.Memory + "/" + location.Path,
    };

    private Fault? FailedOverlay(Fault fault, Errno errno)
    {
        NeedsLoopDevice = _image is not null && _device == ImageDevice.File && errno == Errno.EINVAL;
        return fault;
    }

    private Fault? MountNew(
        MountStep step, string type, List<(string Key, string? Value)> options, ulong attributes, out Errno errno, out FileDescriptor mount)
    {
        mount = null!;
        errno = FileSystemContext.Open(type, out var context);
        if (errno != Errno.None)
            return Failed(step + ": " + type, errno);
        using (context)
        {
            foreach (var (key, value) in options)
            {
                errno = value is null ? context.Set(key) : context.Set(key, value);
                if (errno != Errno.None)
                    return Failed(step + ": option " + key + (value is null ? "" : "=" + value), errno, context.Messages());
            }
            errno = context.Mount(attributes, out mount);
            if (errno != Errno.None)
                return Failed(step.ToString(), errno, context.Messages());
            Keep(mount);
            return null;
        }
    }

    private static Fault Failed(string what, Errno errno, string kernel = "") =>
        new(FaultCode.MountFailed, what + ": " + errno.Message() + (kernel.Length == 0 ? "" : " (the kernel: " + kernel + ")"));

    private T Keep<T>(T resource)
        where T : IDisposable
    {
        _open.Add(resource);
        return resource;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var resource in _open)
            resource.Dispose();
    }
}
