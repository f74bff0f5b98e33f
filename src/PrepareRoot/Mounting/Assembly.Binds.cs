using PrepareRoot.Faults;
using PrepareRoot.Linux;

namespace PrepareRoot.Mounting;

/// <summary>Bind mounts and their conditions.</summary>
internal sealed partial class Assembly
{
    private Fault? Mount(BindTree step)
    {
        var errno = Mounts.Change(_tree, Mounts.MOUNT_ATTR_RDONLY, 0, 0);
        return errno == Errno.None ? AttachRoot(step, _tree) : Failed(step, errno);
    }

    private Fault? Mount(Bind step)
    {
        if (!AnyHolds(step.Conditions).Try(out var holds, out var fault))
            return fault;
        if (!holds)
            return null;
        if (!OpenSource(step).Try(out var from, out fault))
            return fault;
        var errno = Mounts.Clone(from, recursive: false, out var mount);
        if (errno == Errno.None)
            errno = Change(_open.Add(mount), step);
        if (errno != Errno.None)
            return Failed(step, errno);
        if (step.To == Location.NewRoot)
            return AttachRoot(step, mount);
        return OpenDirectory(step.To, FaultCode.MountPointMissing).Try(out var target, out fault) ? Attach(step, mount, target) : fault;
    }

    // The state of ostree's /var is bound twice in a row.
    private Result<FileDescriptor> OpenSource(Bind step)
    {
        if (step.From.Path.Length == 0)
            return _disk.Root;
        if (_bound is { } bound && bound.Step.From == step.From && bound.Step.FollowLinks == step.FollowLinks)
            return bound.Source;
        var opened = OpenState(step.From, step.FollowLinks);
        if (opened.Try(out var source, out _))
            _bound = (step, source);
        return opened;
    }

    private static Errno Change(FileDescriptor mount, Bind step)
    {
        var set = step.Access == Access.ReadOnly ? Mounts.MOUNT_ATTR_RDONLY : 0;
        if (step.NoSuidNoDev)
            set |= Mounts.MOUNT_ATTR_NOSUID | Mounts.MOUNT_ATTR_NODEV;
        var clear = step.Access == Access.Writable ? Mounts.MOUNT_ATTR_RDONLY : 0;
        var propagation = step.Shared ? Mounts.MS_SHARED : 0;
        return set == 0 && clear == 0 && propagation == 0 ? Errno.None : Mounts.Change(mount, set, clear, propagation);
    }

    // True if there are no conditions.
    private Result<bool> AnyHolds(Condition[] conditions)
    {
        var holds = conditions.Length == 0;
        for (var i = 0; !holds && i < conditions.Length; i++)
        {
            if (!Exists(conditions[i].File).Try(out var exists, out var fault))
                return fault;
            holds = exists == conditions[i].Exists;
        }
        return holds;
    }

    // Only ENOENT and ENOTDIR mean that the file does not exist. Any other error is a fault.
    private Result<bool> Exists(Location location)
    {
        var area = location.Area == Area.Run ? _run : _newRoot;
        var errno = Files.Open(
            area, location.Path, Files.O_PATH | Files.O_NOFOLLOW, Files.RESOLVE_IN_ROOT | Files.RESOLVE_NO_MAGICLINKS, out var file);
        if (errno is Errno.ENOENT or Errno.ENOTDIR)
            return false;
        if (errno != Errno.None)
            return errno.ToFault(location.Area == Area.Run ? FaultCode.MountFailed : Unreadable(errno), "checking whether " + location + " exists");
        file.Dispose();
        return true;
    }
}
