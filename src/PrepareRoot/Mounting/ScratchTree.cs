using System;
using PrepareRoot.Deployments;
using PrepareRoot.Faults;
using PrepareRoot.Linux;

namespace PrepareRoot.Mounting;

/// <summary>
/// A tmpfs that covers <c>/run</c> inside the private namespace. It provides mount points and
/// memory for transient layers without creating anything that other processes see.
/// </summary>
internal sealed class ScratchTree : IDisposable
{
    /// <summary>The mount point of the tmpfs.</summary>
    internal const string Run = "/run";

    /// <summary>The mount point of the image.</summary>
    internal const string Image = "/run/prepare-root/image";

    /// <summary>The mount point of the new root.</summary>
    internal const string Root = "/run/prepare-root/root";

    /// <summary>The directory of <see cref="Area.Memory"/>.</summary>
    internal const string Memory = "/run/prepare-root/memory";

    // The locations of Area.Run are all below this directory.
    private const string SharedState = "/run/ostree";

    private readonly Resources _open = new();

    private ScratchTree()
    {
    }

    /// <summary>
    /// Mounts the tmpfs over <c>/run</c>. Directories of <c>/run</c> that are still needed are
    /// bound into it at the same path: the disk, if it is mounted below <c>/run</c>, and what the
    /// plan uses.
    /// </summary>
    internal static Result<ScratchTree> Cover(Disk disk, MountPlan plan)
    {
        var tree = new ScratchTree();
        if (tree.Mount(disk, plan.WritesTo(Area.Run)) is not { } fault)
            return tree;
        tree.Dispose();
        return fault;
    }

    /// <summary>
    /// Makes a directory and its parents. A directory that exists is left unchanged.
    /// </summary>
    internal static Fault? MakeDirectories(string path, uint permissions = Permissions.Directory)
    {
        for (var end = path.IndexOf('/', 1); ; end = path.IndexOf('/', end + 1))
        {
            var directory = end < 0 ? path : path[..end];
            var errno = Files.MakeDirectory(null, directory, end < 0 ? permissions : Permissions.Directory);
            if (errno is not (Errno.None or Errno.EEXIST))
                return Failed("make " + directory + " on a scratch tmpfs", errno);
            if (end < 0)
                return null;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _open.Dispose();

    private Fault? Mount(Disk disk, bool usesRun)
    {
        FileDescriptor shared = null!;
        if (usesRun)
        {
            var opened = Files.Open(null, SharedState, Files.O_PATH | Files.O_DIRECTORY, 0, out shared);
            if (opened != Errno.None)
                return Failed("open " + SharedState, opened);
            _open.Add(shared);
        }
        if (MountScratch() is { } notMounted)
            return notMounted;
        if ((MakeDirectories(Image) ?? MakeDirectories(Root)) is { } notMade)
            return notMade;
        if (usesRun && Rebind(shared, SharedState) is { } unbound)
            return unbound;
        return disk.Path.StartsWith(Run + "/", StringComparison.Ordinal) ? Rebind(disk.Root, disk.Path) : null;
    }

    private Fault? MountScratch()
    {
        var scratch = new NewMount("mount a scratch tmpfs", "tmpfs")
        {
            Options = new (string, string?)[] { ("mode", "0755") },
            Attributes = Mounts.MOUNT_ATTR_NOSUID | Mounts.MOUNT_ATTR_NODEV,
        };
        return scratch.MakeAt(Run).OwnedBy(_open).Try(out _, out var fault) ? null : fault;
    }

    private Fault? Rebind(FileDescriptor directory, string path)
    {
        if (MakeDirectories(path) is { } fault)
            return fault;
        var errno = Mounts.Clone(directory, recursive: false, out var clone);
        if (errno != Errno.None)
            return Failed("bind " + path, errno);
        _open.Add(clone);
        errno = Mounts.Attach(clone, path);
        return errno == Errno.None ? null : Failed("bind " + path, errno);
    }

    private static Fault Failed(string what, Errno errno) => errno.ToFault(FaultCode.MountFailed, what);
}
