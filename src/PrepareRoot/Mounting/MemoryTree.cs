using System;
using PrepareRoot.Faults;
using PrepareRoot.Linux;

namespace PrepareRoot.Mounting;

/// <summary>
/// The tmpfs of <see cref="Area.Memory"/>, in the private namespace: the memory of transient layers.
/// </summary>
internal sealed class MemoryTree : IDisposable
{
    private readonly FileDescriptor _root;

    private MemoryTree(FileDescriptor root) => _root = root;

    /// <summary>Mounts the tmpfs.</summary>
    /// <param name="mountPoint">The path where it is mounted.</param>
    /// <param name="size">The option <c>size</c> of tmpfs(5); null: half of the memory.</param>
    internal static Result<MemoryTree> MountAt(string mountPoint, string? size)
    {
        var tmpfs = new NewMount("mount a scratch tmpfs", "tmpfs")
        {
            Options = size is null ? [("mode", "0755")] : new (string, string?)[] { ("mode", "0755"), ("size", size) },
            Attributes = Mounts.MOUNT_ATTR_NOSUID | Mounts.MOUNT_ATTR_NODEV,
        };
        return tmpfs.MakeAt(mountPoint).Try(out var root, out var fault) ? new MemoryTree(root) : fault;
    }

    /// <summary>
    /// Makes a directory and its parents, and opens it with O_PATH. A directory that exists is left
    /// unchanged.
    /// </summary>
    /// <param name="path">Relative to the root of the tmpfs.</param>
    /// <param name="permissions">The permissions of the directory. Its parents get 0755.</param>
    internal Result<FileDescriptor> MakeDirectory(string path, uint permissions = Permissions.Directory)
    {
        for (var end = path.IndexOf('/'); end >= 0; end = path.IndexOf('/', end + 1))
        {
            if (Make(path[..end], Permissions.Directory) is { } fault)
                return fault;
        }
        if (Make(path, permissions) is { } notMade)
            return notMade;
        var errno = Files.Open(_root, path, Files.O_PATH | Files.O_DIRECTORY, 0, out var directory);
        return errno == Errno.None ? directory : Failed("open ", path, errno);
    }

    /// <inheritdoc/>
    public void Dispose() => _root.Dispose();

    private Fault? Make(string path, uint permissions)
    {
        var errno = Files.MakeDirectory(_root, path, permissions);
        return errno is Errno.None or Errno.EEXIST ? null : Failed("make ", path, errno);
    }

    private static Fault Failed(string what, string path, Errno errno) =>
        errno.ToFault(FaultCode.MountFailed, what + path + " on a scratch tmpfs");
}
