using System;
using PrepareRoot.Linux;

namespace PrepareRoot.Mounting;

/// <summary>A complete new root that is attached nowhere yet.</summary>
internal sealed class AssembledRoot : IDisposable
{
    private readonly TransientDirectories _transient;

    internal AssembledRoot(FileDescriptor tree, FileStatus status, MountPlan plan, TransientDirectories transient)
    {
        Tree = tree;
        Status = status;
        Plan = plan;
        _transient = transient;
    }

    /// <summary>The root of its mounts.</summary>
    public FileDescriptor Tree { get; }

    /// <summary>The status of that root, as it is seen once it is attached.</summary>
    public FileStatus Status { get; }

    /// <summary>The plan as it was carried out, with the names of what was made.</summary>
    public MountPlan Plan { get; }

    /// <summary>The path of libostree's transient <c>/etc</c>; null if there is none.</summary>
    public string? TransientEtc => _transient.EtcPath;

    /// <summary>It was put in place: what is transient stays.</summary>
    internal void Keep() => _transient.Keep();

    /// <inheritdoc/>
    public void Dispose()
    {
        Tree.Dispose();
        _transient.Dispose();
    }
}
