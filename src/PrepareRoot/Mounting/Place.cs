using PrepareRoot.Deployments;
using PrepareRoot.Faults;
using PrepareRoot.Linux;
using PrepareRoot.Requests;

namespace PrepareRoot.Mounting;

/// <summary>
/// Where the new root is attached: in place of the disk (<see cref="ReplaceDisk"/>), or at a
/// directory while the disk stays mounted (<see cref="AttachAt"/>).
/// </summary>
/// <param name="Path">The mount point of the new root.</param>
/// <param name="Status">The status of the directory that is there before the commit.</param>
internal abstract record Place(string Path, FileStatus Status)
{
    /// <summary>The place for these options.</summary>
    public static Result<Place> Of(Options options, Disk disk)
    {
        if (options.Target is not { } target)
            return disk.Status.IsMountRoot ? new ReplaceDisk(disk) : new AttachAt(disk.Path, disk.Status);
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
    /// Attaches the root and publishes its record. This is the only change that other processes
    /// see.
    /// </summary>
    public Fault? Commit(AssembledRoot root, IPublication record)
    {
        if (Put(root, record) is { } fault)
            return fault;
        root.Keep();
        return null;
    }

    /// <summary>Attaches the root and publishes its record. On failure both are undone.</summary>
    protected abstract Fault? Put(AssembledRoot root, IPublication record);
}

/// <summary>
/// Attaches the new root at a directory: that of <c>--target</c>, or SYSROOT itself if it is a
/// directory below a mount. What the directory holds stays beneath the new root.
/// </summary>
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
