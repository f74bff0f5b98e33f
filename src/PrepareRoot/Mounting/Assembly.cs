using System;
using PrepareRoot.Deployments;
using PrepareRoot.Faults;
using PrepareRoot.Linux;

namespace PrepareRoot.Mounting;

/// <summary>
/// One attempt to execute a <see cref="MountPlan"/> inside a private mount namespace. Disposing it
/// closes everything that it opened.
/// </summary>
internal sealed partial class Assembly : IDisposable
{
    // Only a mount that is attached in the private namespace can be a layer of an overlay, be mounted
    // on and be cloned. The image and the new root are stacked here, and used by their descriptors.
    private const string MountPoint = TransientDirectories.RunPath;

    // In /run, where systemd is PID 1 (sd_booted(3)).
    private const string SystemdMarker = "systemd/system";

    private readonly FileDescriptor? _image;
    private readonly ImageDevice _device;
    private readonly DiskDirectories _onDisk;
    private readonly Resources _open = new();
    private Disk _disk = null!;
    private FileDescriptor _run = null!;
    private FileDescriptor _tree = null!;
    private MemoryTree _memory = null!;
    private FileDescriptor? _imageRoot;
    private FileDescriptor _newRoot = null!;
    private (Bind Step, FileDescriptor Source)? _bound;

    /// <param name="image">The open image file; null if the plan mounts no image.</param>
    /// <param name="device">Whether EROFS mounts the file itself or a loop device.</param>
    /// <param name="onDisk">Gets the directories that the overlays make on the disk.</param>
    internal Assembly(FileDescriptor? image, ImageDevice device, DiskDirectories onDisk)
    {
        _image = image;
        _device = device;
        _onDisk = onDisk;
    }

    /// <summary>
    /// Whether the attempt failed with an error that a loop device under the image may avoid.
    /// </summary>
    internal bool NeedsLoopDevice { get; private set; }

    /// <summary>Executes the plan.</summary>
    internal Result<DetachedMounts> Build(Disk original, MountPlan plan)
    {
        var fault = OpenDisk(original) ?? OpenRun() ?? OpenTree(plan) ?? MountMemory(plan);
        for (var i = 0; fault is null && i < plan.Steps.Count; i++)
            fault = Execute(plan.Steps[i]);
        fault ??= ProveInit(plan);
        if (fault is not null)
            return fault;
        FileDescriptor tree = null!;
        var errno = Files.Status(_newRoot, "", out var status);
        if (errno == Errno.None)
            errno = Mounts.Clone(_newRoot, recursive: true, out tree);
        return errno == Errno.None
            ? new DetachedMounts(tree, status)
            : errno.ToFault(FaultCode.MountFailed, "cloning the assembled mounts out of their mount namespace");
    }

    /// <inheritdoc/>
    public void Dispose() => _open.Dispose();

    // The disk is opened again, because a mount of the original namespace can't be cloned here. Its
    // files can be read and measured.
    private Fault? OpenDisk(Disk original)
    {
        if (!Disk.OpenAnywhere(original.Path).OwnedBy(_open).Try(out var disk, out var fault))
            return fault;
        _disk = disk;
        return disk.Status.IsSameFile(original.Status)
            ? null
            : new Fault(FaultCode.SysrootNotMounted, original.Path + " was replaced by another file system during the run");
    }

    // Conditions and transient directories are in the machine's /run, which the mounts hide.
    private Fault? OpenRun()
    {
        var errno = Files.Open(null, TransientDirectories.RunPath, Files.O_PATH | Files.O_DIRECTORY, 0, out var run);
        if (errno != Errno.None)
            return errno.ToFault(FaultCode.RunMissing, TransientDirectories.RunPath);
        _run = _open.Add(run);
        return null;
    }

    // The tree may be below /run, which the mounts hide.
    private Fault? OpenTree(MountPlan plan)
    {
        if (plan.Steps[0] is not BindTree step)
            return null;
        var errno = Files.Open(null, step.Path, Files.O_PATH | Files.O_DIRECTORY, 0, out var directory);
        if (errno != Errno.None)
            return errno.ToFault(FaultCode.DirectoryMissing, step.Path);
        errno = Mounts.Clone(_open.Add(directory), recursive: false, out var tree);
        if (errno != Errno.None)
            return Failed(step, errno);
        _tree = _open.Add(tree);
        return null;
    }

    private Fault? MountMemory(MountPlan plan)
    {
        if (!plan.UsesMemory)
            return null;
        if (!MemoryTree.MountAt(MountPoint, plan.MemorySize).OwnedBy(_open).Try(out var memory, out var fault))
            return fault;
        _memory = memory;
        return null;
    }

    // A script of an initramfs may start a program that is elsewhere. systemd can't, and neither
    // can who names one path.
    private Fault? ProveInit(MountPlan plan)
    {
        var fault = new InitProof(new TreeRootFiles(_newRoot, _imageRoot)).Check(plan.Inits, out var exists);
        return exists || plan.Inits.Count == 1 || Files.Status(_run, SystemdMarker, out _) == Errno.None ? fault : null;
    }

    private Fault? Execute(MountStep step) => step switch
    {
        MountImage image => Mount(image),
        MakeMountPoints mountPoints => Make(mountPoints),
        MountRoot root => Mount(root),
        BindTree tree => Mount(tree),
        MountOverlay overlay => Mount(overlay),
        MountHotfix hotfix => Mount(hotfix),
        Bind bind => Mount(bind),
        _ => throw new ArgumentOutOfRangeException(nameof(step)),
    };

    private Fault? Make(MakeMountPoints step) =>
        OpenDirectory(step.Directory, FaultCode.MountFailed).Try(out var layer, out var fault)
            ? MountPointLayer.Make(step, layer, _imageRoot!)
            : fault;

    private Fault? AttachRoot(MountStep step, FileDescriptor mount)
    {
        _newRoot = mount;
        return Stack(step, mount);
    }

    private static Fault? Stack(MountStep step, FileDescriptor mount)
    {
        var errno = Mounts.Attach(mount, MountPoint);
        return errno == Errno.None ? null : Failed(step, errno);
    }

    private static Fault? Attach(MountStep step, FileDescriptor mount, FileDescriptor target)
    {
        var errno = Mounts.Attach(mount, target);
        return errno == Errno.None ? null : Failed(step, errno);
    }

    // Opens a directory with O_PATH. Symbolic links are not followed: the disk and an image that is
    // not authenticated may have them anywhere.
    private Result<FileDescriptor> OpenDirectory(Location directory, FaultCode missing) => directory.Area switch
    {
        Area.Disk => _disk.OpenDirectory(directory.Path, links: false, missing).OwnedBy(_open),
        Area.NewRoot => OpenInNewRoot(directory, missing),
        Area.Run => OpenBeneath(_run, directory.Path, missing, directory.ToString()),
        Area.Memory => _memory.MakeDirectory(directory.Path).OwnedBy(_open),
        _ => throw new ArgumentOutOfRangeException(nameof(directory)),
    };

    // Only these errors mean that the directory is missing. Another one says that it can't be found
    // out.
    private Result<FileDescriptor> OpenInNewRoot(Location directory, FaultCode missing)
    {
        var errno = Files.Open(
            _newRoot, directory.Path, Files.O_PATH | Files.O_DIRECTORY, Files.RESOLVE_BENEATH | Files.RESOLVE_NO_SYMLINKS, out var found);
        return errno switch
        {
            Errno.None => _open.Add(found),
            Errno.ENOENT or Errno.ENOTDIR or Errno.ELOOP => errno.ToFault(missing, "the new root has no directory /" + directory.Path),
            _ => errno.ToFault(Unreadable(errno), "/" + directory.Path + " of the new root can't be opened"),
        };
    }

    // Names in a root that is an image are read from the image alone.
    private FaultCode Unreadable(Errno errno) =>
        _image is not null && errno.MeansDamage() ? FaultCode.ImageDamaged : FaultCode.DiskUnreadable;

    private Result<FileDescriptor> OpenBeneath(FileDescriptor tree, string path, FaultCode missing, string cause)
    {
        var errno = Files.Open(
            tree, path, Files.O_PATH | Files.O_DIRECTORY, Files.RESOLVE_BENEATH | Files.RESOLVE_NO_SYMLINKS, out var directory);
        return errno == Errno.None ? _open.Add(directory) : errno.ToFault(missing, cause);
    }

    private static Fault Failed(MountStep step, Errno errno) => errno.ToFault(FaultCode.MountFailed, step.ToString());
}
