using System;
using PrepareRoot.Linux;

namespace PrepareRoot.Mounting;

/// <summary>A complete new root that is not attached yet.</summary>
internal sealed class AssembledRoot : IDisposable
{
    private readonly TransientDirectories _transient;
    private readonly DiskDirectories _onDisk;
    private bool _kept;

    internal AssembledRoot(DetachedMounts mounts, MountPlan plan, TransientDirectories transient, DiskDirectories onDisk)
    {
        Tree = mounts.Tree;
        Status = mounts.Status;
        Plan = plan;
        _transient = transient;
        _onDisk = onDisk;
    }

    /// <summary>The root of its mount tree.</summary>
    public FileDescriptor Tree { get; }

    /// <summary>The status of that root. It stays the same when the root is attached.</summary>
    public FileStatus Status { get; }

    /// <summary>
    /// The plan that was executed, with the actual names of the transient directories.
    /// </summary>
    public MountPlan Plan { get; }

    /// <summary>The path of libostree's transient <c>/etc</c>; null if there is none.</summary>
    public string? TransientEtc => _transient.EtcPath;

    /// <summary>Keeps what was made for the root: it was put in place.</summary>
    internal void Keep()
    {
        _kept = true;
        _transient.Keep();
        _onDisk.Keep();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Tree.Dispose();
        // Its mounts end before the directories that they use are removed.
        if (!_kept)
            FileDescriptor.CloseLeft();
        _transient.Dispose();
        _onDisk.Dispose();
    }
}
