using System;
using PrepareRoot.Faults;
using PrepareRoot.Linux;

namespace PrepareRoot.Mounting;

/// <summary>
/// A second mount of the disk, while a commit needs two calls: nothing is mounted at SYSROOT between
/// them. If the program is killed there, the next run finds the disk here and mounts it again.
/// </summary>
internal static class KeptDisk
{
    /// <summary>Where it is.</summary>
    internal const string Path = "/run/.prepare-root-disk";

    /// <summary>Mounts the disk here.</summary>
    /// <param name="disk">The root of the disk.</param>
    public static Fault? Keep(FileDescriptor disk)
    {
        var errno = Files.MakeDirectory(null, Path, Permissions.PrivateDirectory);
        if (errno is Errno.None or Errno.EEXIST)
            errno = AttachClone(disk, Path);
        if (errno == Errno.None)
            return null;
        Release();
        return errno.ToFault(FaultCode.CommitFailed, Path + ": the disk can't be mounted there during the commit");
    }

    /// <summary>
    /// Removes the mount and its directory. Each is tried twice, because the commit can't fail any
    /// more. The next run removes what is left.
    /// </summary>
    public static void Release()
    {
        if (Mounts.Detach(Path) != Errno.None)
            Mounts.Detach(Path);
        if (Files.RemoveDirectory(null, Path) != Errno.None)
            Files.RemoveDirectory(null, Path);
    }

    /// <summary>
    /// Mounts the disk at SYSROOT again if an earlier run was killed between the two calls, and
    /// removes what it left.
    /// </summary>
    /// <param name="sysroot">The path of SYSROOT.</param>
    /// <returns>
    /// A warning if the disk was mounted again; otherwise none.
    /// <see cref="FaultCode.CommitFailed"/> if it can't be.
    /// </returns>
    public static Result<string[]> Restore(string sysroot)
    {
        var errno = Files.Open(null, Path, Files.O_PATH | Files.O_DIRECTORY | Files.O_NOFOLLOW, 0, out var disk);
        if (errno == Errno.ENOENT)
            return Array.Empty<string>();
        if (errno != Errno.None)
            return errno.ToFault(FaultCode.CommitFailed, Path);
        using (disk)
        {
            errno = Restore(disk, sysroot, out var restored);
            if (errno != Errno.None)
                return errno.ToFault(FaultCode.CommitFailed, Path + ": the disk, which a killed run left there, can't be mounted at " + sysroot);
            Release();
            return restored
                ? ["an earlier run was killed while it put the new root in place; the disk is mounted at " + sysroot.TrimEnd('/') + " again"]
                : Array.Empty<string>();
        }
    }

    private static Errno Restore(FileDescriptor disk, string sysroot, out bool restored)
    {
        restored = false;
        var errno = Files.Open(null, sysroot, Files.O_PATH | Files.O_DIRECTORY, 0, out var directory);
        if (errno != Errno.None)
            return errno;
        using (directory)
        {
            errno = Files.Status(disk, "", out var kept);
            FileStatus current = default;
            if (errno == Errno.None)
                errno = Files.Status(directory, "", out current);
            if (errno != Errno.None || !kept.IsMountRoot || current.IsMountRoot)
                return errno;
            restored = true;
            return AttachClone(disk, sysroot);
        }
    }

    // Not moved: the kernel moves no mount whose parent is shared.
    private static Errno AttachClone(FileDescriptor disk, string path)
    {
        var errno = Mounts.Clone(disk, recursive: true, out var clone);
        if (errno != Errno.None)
            return errno;
        using (clone)
            return Mounts.Attach(clone, path);
    }
}
