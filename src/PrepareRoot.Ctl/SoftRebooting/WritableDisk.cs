using System;
using PrepareRoot.Deployments;
using PrepareRoot.Linux;
using PrepareRoot.Requests;
using PrepareRoot.Run;

namespace PrepareRoot.Ctl.SoftRebooting;

/// <summary>
/// The disk, mounted once more where only root can look. In the running system it is read-only at
/// <c>/sysroot</c>, and overlays of the next root may write to it.
/// </summary>
internal sealed class WritableDisk : IDisposable
{
    /// <summary>Where it is mounted.</summary>
    internal const string Path = RunDirectory.Path + "/" + RunDirectory.PrivateName + "/disk";

    private WritableDisk()
    {
    }

    /// <summary>Mounts it.</summary>
    internal static WritableDisk Mount()
    {
        if (!Disk.Open(Options.DefaultSysroot).Try(out var disk, out var fault))
            throw FailureException.Of(fault);
        using (disk)
        {
            var errno = Files.MakeDirectory(null, Path, Permissions.PrivateDirectory);
            if (errno is Errno.None or Errno.EEXIST)
                errno = Mounts.Clone(disk.Root, recursive: false, out var clone) is var cloned and not Errno.None ? cloned : Attach(clone);
            return errno == Errno.None ? new WritableDisk() : throw new FailureException(Path + ": " + errno.Message());
        }
    }

    /// <summary>A message with the path that the disk has for others.</summary>
    internal static string Show(string message) => message.Replace(Path, Options.DefaultSysroot, StringComparison.Ordinal);

    /// <inheritdoc/>
    public void Dispose()
    {
        Mounts.Detach(Path);
        Files.RemoveDirectory(null, Path);
    }

    private static Errno Attach(FileDescriptor clone)
    {
        using (clone)
        {
            var errno = Mounts.Change(clone, 0, Mounts.MOUNT_ATTR_RDONLY, Mounts.MS_PRIVATE);
            return errno == Errno.None ? Mounts.Attach(clone, Path) : errno;
        }
    }
}
