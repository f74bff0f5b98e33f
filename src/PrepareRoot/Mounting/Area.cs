namespace PrepareRoot.Mounting;

/// <summary>The trees that a <see cref="MountPlan"/> speaks of.</summary>
public enum Area
{
    /// <summary>The disk, as it is mounted at SYSROOT.</summary>
    Disk,

    /// <summary>The root that is being put together.</summary>
    NewRoot,
}
