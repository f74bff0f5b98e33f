using System;
using PrepareRoot.Faults;
using PrepareRoot.Linux;

namespace PrepareRoot.Mounting;

/// <summary>
/// A mount namespace that nobody else sees: what is mounted in it is gone with it, however the process ends. Entered by
/// <see cref="Enter"/>, left by <see cref="Leave"/>.
/// </summary>
internal sealed class PrivateNamespace : IDisposable
{
    private readonly FileDescriptor _outer;
    private readonly FileDescriptor _outerRoot;

    private PrivateNamespace(FileDescriptor outer, FileDescriptor outerRoot)
    {
        _outer = outer;
        _outerRoot = outerRoot;
    }

    /// <summary>Enters a copy of the namespace that this thread is in, cut off from it.</summary>
    public static Result<PrivateNamespace> Enter()
    {
        var errno = Files.Open(null, "/proc/self/ns/mnt", Files.O_RDONLY, 0, out var outer);
        if (errno != Errno.None)
            return new Fault(FaultCode.InitramfsUnreadable, "/proc/self/ns/mnt: " + errno.Message());
        // setns resets the root directory, so a run inside a chroot has to find its way back.
        errno = Files.Open(null, "/", Files.O_PATH | Files.O_DIRECTORY, 0, out var outerRoot);
        if (errno == Errno.None)
            errno = Mounts.Unshare();
        if (errno != Errno.None)
        {
            outer.Dispose();
            return Failed("a private mount namespace can't be made", errno);
        }
        var entered = new PrivateNamespace(outer, outerRoot);
        errno = Files.Open(null, "/", Files.O_PATH | Files.O_DIRECTORY, 0, out var root);
        if (errno == Errno.None)
        {
            using (root)
                errno = Mounts.Change(root, 0, 0, Mounts.MS_PRIVATE, recursive: true);
        }
        if (errno == Errno.None)
            return entered;
        using (entered)
            return entered.Leave() ?? Failed("the mount namespace can't be made private", errno);
    }

    /// <summary>Goes back to the namespace and the root directory that this thread came from.</summary>
    public Fault? Leave()
    {
        var errno = Mounts.Enter(_outer);
        if (errno == Errno.None)
            errno = Mounts.ChangeRoot(_outerRoot);
        return errno == Errno.None ? null : Failed("the way back to the machine's mount namespace is barred", errno);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _outer.Dispose();
        _outerRoot.Dispose();
    }

    private static Fault Failed(string what, Errno errno) => new(FaultCode.MountFailed, what + ": " + errno.Message());
}
