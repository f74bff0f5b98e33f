using System;
using PrepareRoot.Faults;
using PrepareRoot.Linux;

namespace PrepareRoot.Mounting;

/// <summary>
/// A private mount namespace. The kernel removes it and its mounts when the process leaves it or
/// ends, even if it is killed.
/// </summary>
internal sealed class PrivateNamespace : IDisposable
{
    private readonly FileDescriptor _original;
    private readonly FileDescriptor _originalRoot;

    private PrivateNamespace(FileDescriptor original, FileDescriptor originalRoot)
    {
        _original = original;
        _originalRoot = originalRoot;
    }

    /// <summary>
    /// Enters a copy of the current mount namespace, without propagation to or from it.
    /// </summary>
    public static Result<PrivateNamespace> Enter()
    {
        var errno = Files.Open(null, "/proc/self/ns/mnt", Files.O_RDONLY, 0, out var original);
        if (errno != Errno.None)
            return errno.ToFault(FaultCode.InitramfsUnreadable, "/proc/self/ns/mnt");
        // setns resets the root directory; a run inside a chroot restores it.
        errno = Files.Open(null, "/", Files.O_PATH | Files.O_DIRECTORY, 0, out var originalRoot);
        if (errno != Errno.None)
        {
            original.Dispose();
            return Failed("the root directory can't be opened", errno);
        }
        var entered = new PrivateNamespace(original, originalRoot);
        errno = Mounts.Unshare();
        if (errno != Errno.None)
        {
            entered.Dispose();
            return Failed("a private mount namespace can't be made", errno);
        }
        errno = Mounts.MakePrivate("/");
        if (errno == Errno.None)
            return entered;
        using (entered)
            return entered.Leave() ?? Failed("the mount namespace can't be made private", errno);
    }

    /// <summary>Returns to the original mount namespace and root directory.</summary>
    public Fault? Leave()
    {
        var errno = Mounts.Enter(_original);
        if (errno == Errno.None)
            errno = Mounts.ChangeRoot(_originalRoot);
        return errno == Errno.None ? null : Failed("returning to the machine's mount namespace failed", errno);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _original.Dispose();
        _originalRoot.Dispose();
    }

    private static Fault Failed(string what, Errno errno) => errno.ToFault(FaultCode.MountFailed, what);
}
