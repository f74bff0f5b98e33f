using System.Text;
using PrepareRoot.Faults;
using PrepareRoot.Linux;

namespace PrepareRoot.Run;

/// <summary>
/// Removes a record that does not describe the current root: a soft reboot keeps <c>/run</c>. The
/// record of the root that <c>prepare-rootctl soft-reboot</c> made takes its place.
/// </summary>
internal static class StaleRecord
{
    /// <summary>The path of the record, relative to the root of the system.</summary>
    internal const string Path = RunDirectory.Path + "/" + RunDirectory.JsonName;

    /// <summary>The record of the root of the next soft reboot, in <c>/run</c>.</summary>
    internal const string NextName = RunDirectory.PrivateName + "/next.json";

    /// <summary>
    /// What becomes <c>/run/ostree-booted</c> with the next soft reboot, where libostree looks for it.
    /// </summary>
    internal const string NextOstreeName = "ostree/nextroot-booted";

    /// <summary>
    /// Removes the record unless it describes the root. A file of another type, or one that is too
    /// large, is not a record that describes it.
    /// </summary>
    /// <param name="root">The root of the system, which contains <c>/run</c>.</param>
    /// <returns>
    /// Whether a record was removed or replaced. False if there is none, or if it describes the root.
    /// <see cref="FaultCode.RecordUnwritable"/> if it can't be read or removed.
    /// </returns>
    internal static Result<bool> Forget(string root)
    {
        var directory = root.TrimEnd('/') + RunDirectory.Path;
        var path = directory + "/" + RunDirectory.JsonName;
        var errno = Files.Open(null, directory, Files.O_RDONLY | Files.O_DIRECTORY, 0, out var run);
        if (errno != Errno.None)
            return errno == Errno.ENOENT ? false : errno.ToFault(FaultCode.RecordUnwritable, directory);
        using (run)
        {
            errno = Files.Status(run, RunDirectory.JsonName, out var status);
            if (errno != Errno.None)
                return errno == Errno.ENOENT ? false : errno.ToFault(FaultCode.RecordUnwritable, path);
            if (status.Type == FileType.Regular)
            {
                if (!IsOfRoot(run, RunDirectory.JsonName, root, path).Try(out var current, out var fault))
                    return fault;
                if (current)
                    return false;
            }
            if (!IsNext(run, root, directory + "/" + NextName).Try(out var next, out var problem))
                return problem;
            errno = next ? TakeNext(run) : Files.Unlink(run, RunDirectory.JsonName);
            return errno == Errno.None ? true : errno.ToFault(FaultCode.RecordUnwritable, path);
        }
    }

    // libostree's unit does the second one, but after the first soft reboot alone: it stays active.
    private static Errno TakeNext(FileDescriptor run)
    {
        var errno = Files.Rename(run, NextName, RunDirectory.JsonName);
        if (errno != Errno.None)
            return errno;
        errno = Files.Rename(run, NextOstreeName, RunDirectory.OstreeBootedName);
        return errno == Errno.ENOENT ? Errno.None : errno;
    }

    private static Result<bool> IsNext(FileDescriptor run, string root, string path)
    {
        var errno = Files.Status(run, NextName, out var status);
        if (errno is not (Errno.None or Errno.ENOENT))
            return errno.ToFault(FaultCode.RecordUnwritable, path);
        return errno == Errno.None && status.Type == FileType.Regular ? IsOfRoot(run, NextName, root, path) : false;
    }

    private static Result<bool> IsOfRoot(FileDescriptor run, string name, string root, string path)
    {
        // O_NONBLOCK: the file may have become a FIFO, and opening one must not block.
        var errno = Files.Open(run, name, Files.O_RDONLY | Files.O_NOFOLLOW | Files.O_NONBLOCK, 0, out var record);
        if (errno != Errno.None)
            return errno.ToFault(FaultCode.RecordUnwritable, path);
        byte[] content;
        using (record)
            errno = Files.ReadToEnd(record, RunDirectory.JsonBound, out content);
        if (errno == Errno.EOVERFLOW)
            return false;
        if (errno != Errno.None)
            return errno.ToFault(FaultCode.RecordUnwritable, path);
        return StatusOf(root).Try(out var status, out var fault) ? BootRecord.Describes(Encoding.UTF8.GetString(content), status) : fault;
    }

    // The path may be a symbolic link: the directory that it leads to counts.
    private static Result<FileStatus> StatusOf(string root)
    {
        var errno = Files.Open(null, root, Files.O_PATH | Files.O_DIRECTORY, 0, out var directory);
        if (errno != Errno.None)
            return errno.ToFault(FaultCode.RecordUnwritable, root);
        using (directory)
        {
            errno = Files.Status(directory, "", out var status);
            return errno == Errno.None ? status : errno.ToFault(FaultCode.RecordUnwritable, root);
        }
    }
}
