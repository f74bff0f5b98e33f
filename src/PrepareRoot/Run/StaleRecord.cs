using System.Text;
using PrepareRoot.Faults;
using PrepareRoot.Linux;

namespace PrepareRoot.Run;

/// <summary>
/// Removes a record that does not describe the current root. A soft reboot keeps <c>/run</c> with
/// the record, but another program mounts the new root.
/// </summary>
internal static class StaleRecord
{
    /// <summary>The path of the record, relative to the root of the system.</summary>
    internal const string Path = RunDirectory.Path + "/" + RunDirectory.JsonName;

    /// <summary>Removes the record unless it describes the root.</summary>
    /// <param name="root">The root of the system, which contains <c>/run</c>.</param>
    /// <returns>
    /// Whether a record was removed. False if there is none, or if it describes the root.
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
            // O_NONBLOCK: opening a FIFO must not block.
            errno = Files.Open(run, RunDirectory.JsonName, Files.O_RDONLY | Files.O_NOFOLLOW | Files.O_NONBLOCK, 0, out var record);
            if (errno != Errno.None)
                return errno == Errno.ENOENT ? false : errno.ToFault(FaultCode.RecordUnwritable, path);
            using (record)
            {
                if (!IsOfRoot(record, root, path).Try(out var current, out var fault))
                    return fault;
                if (current)
                    return false;
            }
            errno = Files.Unlink(run, RunDirectory.JsonName);
            return errno == Errno.None ? true : errno.ToFault(FaultCode.RecordUnwritable, path);
        }
    }

    private static Result<bool> IsOfRoot(FileDescriptor record, string root, string path)
    {
        var errno = Files.Status(record, "", out var status);
        if (errno != Errno.None)
            return errno.ToFault(FaultCode.RecordUnwritable, path);
        if (status.Type != FileType.Regular)
            return new Fault(FaultCode.RecordUnwritable, path + " must be a regular file, but is " + status.TypeText);
        errno = Files.ReadToEnd(record, RunDirectory.JsonBound, out var content);
        if (errno != Errno.None)
            return errno.ToFault(FaultCode.RecordUnwritable, path);
        errno = Files.Status(null, root, out var rootStatus);
        return errno == Errno.None
            ? BootRecord.Describes(Encoding.UTF8.GetString(content), rootStatus)
            : errno.ToFault(FaultCode.RecordUnwritable, root);
    }
}
