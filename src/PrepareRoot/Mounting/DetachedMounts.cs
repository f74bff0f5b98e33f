using PrepareRoot.Linux;

namespace PrepareRoot.Mounting;

/// <summary>
/// The mounts of an assembled root, cloned out of the namespace they were made in.
/// </summary>
/// <param name="Tree">The root of the mounts.</param>
/// <param name="Status">The status of that root.</param>
internal sealed record DetachedMounts(FileDescriptor Tree, FileStatus Status);
