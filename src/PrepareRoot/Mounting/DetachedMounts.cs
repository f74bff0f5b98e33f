using PrepareRoot.Linux;

namespace PrepareRoot.Mounting;

/// <summary>
/// The mounts of an assembled root, cloned and detached from the private mount namespace.
/// </summary>
/// <param name="Tree">The root of the mount tree.</param>
/// <param name="Status">The status of that root.</param>
internal sealed record DetachedMounts(FileDescriptor Tree, FileStatus Status);
