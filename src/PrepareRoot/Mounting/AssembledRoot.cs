using System;
using PrepareRoot.Linux;

namespace PrepareRoot.Mounting;

/// <summary>A whole new root, attached nowhere: what the Assembler made, ready to be put in place.</summary>
/// <param name="Tree">The root of its mounts.</param>
/// <param name="Status">What that root is, once it is seen.</param>
internal sealed record AssembledRoot(FileDescriptor Tree, FileStatus Status) : IDisposable
{
    /// <inheritdoc/>
    public void Dispose() => Tree.Dispose();
}
