using System;
using System.Collections.Generic;
using PrepareRoot.Deployments;
using PrepareRoot.Linux;
using PrepareRoot.Trust;

namespace PrepareRoot.Mounting;

/// <summary>One attempt at a <see cref="MountPlan"/>, inside a private mount namespace, which takes all traces of it along.</summary>
internal sealed class Assembly : IDisposable
{
    // A file system of our own covers /run in here, so that there is a place to mount at without making one that others see.
    private const string Scratch = "/run";
    private const string ImageMountPoint = "/run/prepare-root/image";
    private const string RootMountPoint = "/run/prepare-root/root";
    private const uint Permissions = 0x1ed; // 0755

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
    internal bool IsWorthALoop { get; private set; }

    internal Result<AssembledRoot> Build(Sysroot sysroot, MountPlan plan)
    {
        var fault = OpenDisk(sysroot) ?? OpenTree(plan) ?? CoverRun();
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
            return new Fault(FaultCode.DirectoryMissing, step.Path + ": " + errno.Words());
        errno = Mounts.Clone(Keep(directory), recursive: false, out _tree);
        return errno == Errno.None ? null : Failed(step.ToString(), errno);
    }

    private Fault? CoverRun()
    {
        var errno = FileSystemContext.Open("tmpfs", out var context);
        if (errno != Errno.None)
            return Failed("mount a scratch tmpfs", errno);
        FileDescriptor scratch = null!;
        using (context)
        {
            errno = context.Set("mode", "0755");
            if (errno == Errno.None)
                errno = context.Mount(Mounts.MOUNT_ATTR_NOSUID | Mounts.MOUNT_ATTR_NODEV, out scratch);
            if (errno != Errno.None)
                return Failed("mount a scratch tmpfs", errno, context.Messages());
        }
        Keep(scratch);
        errno = Mounts.Attach(scratch, Scratch);
        if (errno != Errno.None)
            return Failed("mount a scratch tmpfs at " + Scratch, errno);
        if (MakeDirectories(ImageMountPoint) is { } image)
            return image;
        if (MakeDirectories(RootMountPoint) is { } root)
            return root;
        return _disk.Path.StartsWith(Scratch + "/", StringComparison.Ordinal) ? UncoverDisk() : null;
    }

    // The scratch file system hides a disk that is mounted below /run: it gets its place back.
    private Fault? UncoverDisk()
    {
        if (MakeDirectories(_disk.Path) is { } fault)
            return fault;
        var errno = Mounts.Clone(_disk.Root, recursive: false, out var clone);
        if (errno == Errno.None)
            errno = Mounts.Attach(Keep(clone), _disk.Path);
        return errno == Errno.None ? null : Failed("bind " + _disk.Path, errno);
    }

    private Fault? Take(MountStep step) => step switch
    {
        MountImage image => Mount(image),
        MountRoot root => Mount(root),
        BindTree tree => Mount(tree),
        MountOverlay overlay => Mount(overlay),
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
            IsWorthALoop = _device == ImageDevice.File && errno == Errno.ENOTBLK;
            return fault;
        }
        errno = Mounts.Attach(mount, ImageMountPoint);
        return errno == Errno.None ? null : Failed(step.ToString(), errno);
    }

    private Fault? Mount(MountRoot step)
    {
        if (!_disk.OpenDirectory(step.Objects.Path, links: false, FaultCode.ObjectsMissing).Try(out var objects, out var fault))
            return fault;
        Keep(objects);
        var options = new List<(string, string?)>
        {
            ("source", step.Source),
            ("ro", null),
            ("metacopy", "on"),
            ("redirect_dir", "on"),
            ("lowerdir+", ImageMountPoint),
            ("datadir+", _disk.Show(step.Objects.Path)),
        };
        if (step.RequireVerity)
            options.Add(("verity", "require"));
        fault = MountNew(step, "overlay", options, Mounts.MOUNT_ATTR_RDONLY, out var errno, out var mount);
        return fault is null ? AttachRoot(step, mount) : FailedOverlay(fault, errno);
    }

    private Fault? Mount(BindTree step)
    {
        var errno = Mounts.Change(Keep(_tree), Mounts.MOUNT_ATTR_RDONLY, 0, 0, recursive: false);
        return errno == Errno.None ? AttachRoot(step, _tree) : Failed(step.ToString(), errno);
    }

    private Fault? Mount(MountOverlay step)
    {
        if (MakeStateDirectory(step.Upper) is { } upperFault)
            return upperFault;
        if (MakeStateDirectory(step.Work) is { } workFault)
            return workFault;
        if (!OpenTarget(step.Target).Try(out var target, out var fault))
            return fault;
        Keep(target);
        var options = new List<(string, string?)>
        {
            ("source", "overlay"),
            ("lowerdir", RootMountPoint + "/" + step.Target.Path),
            ("upperdir", _disk.Show(step.Upper.Path)),
            ("workdir", _disk.Show(step.Work.Path)),
        };
        fault = MountNew(step, "overlay", options, 0, out var errno, out var mount);
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
        var errno = Mounts.Attach(mount, RootMountPoint);
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
            : new Fault(FaultCode.MountPointMissing, "the new root has no directory /" + target.Path + ": " + errno.Words());
    }

    // An overlay's own two directories are the only thing that is ever written to the disk, and only if they are missing.
    private Fault? MakeStateDirectory(Location location)
    {
        // The kernel would answer an overlay on a read-only disk with EINVAL, which says nothing.
        if (FileSystems.IsReadOnly(_disk.Root, out var readOnly) == Errno.None && readOnly)
            return new Fault(FaultCode.StateReadOnly, _disk.Show(location.Path) + " has to take writes: " + Errno.EROFS.Words());
        var opened = _disk.OpenDirectory(location.Path, links: false, FaultCode.StateMissing);
        if (opened.Try(out var directory, out var fault))
        {
            Keep(directory);
            return null;
        }
        if (fault.Code != FaultCode.StateMissing)
            return fault;
        return Files.MakeDirectory(_disk.Root, location.Path, Permissions) == Errno.None ? null : fault;
    }

    private Fault? FailedOverlay(Fault fault, Errno errno)
    {
        IsWorthALoop = _image is not null && _device == ImageDevice.File && errno == Errno.EINVAL;
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

    private static Fault? MakeDirectories(string path)
    {
        for (var end = path.IndexOf('/', 1); ; end = path.IndexOf('/', end + 1))
        {
            var directory = end < 0 ? path : path[..end];
            var errno = Files.MakeDirectory(null, directory, Permissions);
            if (errno is not (Errno.None or Errno.EEXIST))
                return Failed("make " + directory + " on a scratch tmpfs", errno);
            if (end < 0)
                return null;
        }
    }

    private static Fault Failed(string what, Errno errno, string kernel = "") =>
        new(FaultCode.MountFailed, what + ": " + errno.Words() + (kernel.Length == 0 ? "" : " (the kernel: " + kernel + ")"));

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
