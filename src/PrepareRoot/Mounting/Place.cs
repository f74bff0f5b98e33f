using PrepareRoot.Deployments;
using PrepareRoot.Faults;
using PrepareRoot.Linux;
using PrepareRoot.Requests;

namespace PrepareRoot.Mounting;

/// <summary>
/// Where the new root goes: in the place of the disk (<see cref="ReplaceDisk"/>), or to a directory
/// while the disk stays where it is (<see cref="AttachAt"/>).
/// </summary>
/// <param name="Path">The path at which it is seen then.</param>
/// <param name="Status">The status of what is there now.</param>
internal abstract record Place(string Path, FileStatus Status)
{
    /// <summary>The place that the caller asks for.</summary>
    public static Result<Place> Of(Options options, Disk disk)
    {
        if (options.Target is not { } target)
            return new ReplaceDisk(disk);
        var errno = Files.Open(null, target, Files.O_PATH | Files.O_DIRECTORY, 0, out var directory);
        if (errno != Errno.None)
            return errno.ToFault(FaultCode.DirectoryMissing, target);
        using (directory)
        {
            errno = Files.Status(directory, "", out var status);
            return errno == Errno.None ? new AttachAt(target, status) : errno.ToFault(FaultCode.DirectoryMissing, target);
        }
    }

    /// <summary>
    /// Puts the root there, and its record with it: the one change that the machine sees.
    /// </summary>
    public Fault? Commit(AssembledRoot root, IPublication record)
    {
        if (Put(root, record) is { } fault)
            return fault;
        root.Keep();
        return null;
    }

    /// <summary>
    /// Puts the root there. If that fails, everything is as before, the record withdrawn.
    /// </summary>
    protected abstract Fault? Put(AssembledRoot root, IPublication record);
}

/// <summary>Attaches the new root at a directory of the initramfs.</summary>
internal sealed record AttachAt(string Path, FileStatus Status) : Place(Path, Status)
{
    /// <inheritdoc/>
    protected override Fault? Put(AssembledRoot root, IPublication record)
    {
        if (record.Publish() is { } fault)
            return fault;
        var errno = Mounts.Attach(root.Tree, Path);
        if (errno == Errno.None)
            return null;
        record.Withdraw();
        return errno.ToFault(FaultCode.CommitFailed, Path + ": the new root can't be attached there");
    }
}
