namespace PrepareRoot.Mounting;

/// <summary>The trees that the locations of a <see cref="MountPlan"/> are in.</summary>
internal enum Area
{
    /// <summary>The disk that is mounted at SYSROOT.</summary>
    Disk,

    /// <summary>The root that is being assembled.</summary>
    NewRoot,

    /// <summary>The machine's <c>/run</c>: kept in memory and visible to every process.</summary>
    Run,

    /// <summary>
    /// A tmpfs of the private namespace alone. Overlays of the new root use it, and it ends with them.
    /// </summary>
    Memory,
}
