namespace PrepareRoot.Mounting;

/// <summary>The trees that a <see cref="MountPlan"/> speaks of.</summary>
internal enum Area
{
    /// <summary>The disk, as it is mounted at SYSROOT.</summary>
    Disk,

    /// <summary>The root that is being put together.</summary>
    NewRoot,

    /// <summary>The machine's <c>/run</c>, where all can see what is kept in memory.</summary>
    Run,

    /// <summary>
    /// A file system in memory that is reached through the new root alone, as long as that uses it.
    /// </summary>
    Memory,
}
