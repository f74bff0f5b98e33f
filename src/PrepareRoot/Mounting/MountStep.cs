namespace PrepareRoot.Mounting;

/// <summary>One step of a <see cref="MountPlan"/>.</summary>
internal abstract record MountStep
{
    /// <summary>
    /// The upper and work directories of the overlay that the step mounts; null if it has none.
    /// </summary>
    public OverlayWrites? Writes { get; init; }

    /// <summary>The step in one line.</summary>
    public abstract override string ToString();
}

/// <summary>Mounts the verified image, read-only, as the lower layer of the overlay.</summary>
/// <param name="HasAcl">
/// Whether the image may have POSIX ACLs. If not, it is mounted with <c>noacl</c>.
/// </param>
internal sealed record MountImage(bool HasAcl) : MountStep
{
    /// <inheritdoc/>
    public override string ToString() => "mount the image: erofs, ro" + (HasAcl ? "" : ",noacl");
}

/// <summary>
/// Makes empty directories to mount on, in a layer of the overlay below the image. A directory that
/// the image has is not made.
/// </summary>
/// <param name="Directory">The layer.</param>
/// <param name="Names">The directories.</param>
internal sealed record MakeMountPoints(Location Directory, string[] Names) : MountStep
{
    /// <inheritdoc/>
    public override string ToString() => "make " + Directory + " with " + string.Join(", ", Names);
}

/// <summary>Mounts an overlay of the image and its objects as the new root.</summary>
/// <param name="Source">The source in the mount table.</param>
/// <param name="Objects">The directory of the objects, the data-only layer.</param>
/// <param name="RequireVerity">
/// Whether each object must have fs-verity and the digest that the image names.
/// </param>
/// <param name="MountPoints">A layer below the image; null for none.</param>
/// <param name="ReadOnly">
/// Whether the mount is read-only. Without <see cref="MountStep.Writes"/> it must be.
/// </param>
internal sealed record MountRoot(string Source, Location Objects, bool RequireVerity, Location? MountPoints, bool ReadOnly) : MountStep
{
    /// <inheritdoc/>
    public override string ToString() =>
        "mount " + Location.NewRoot + ": overlay " + Source + (ReadOnly ? ", ro" : ", rw") + ", data " + Objects
        + (RequireVerity ? ", verity=require" : "")
        + (MountPoints is null ? "" : ", below it " + MountPoints)
        + (Writes is null ? "" : ", " + Writes);
}

/// <summary>
/// Bind-mounts a directory of the initramfs as the new root, read-only and not recursively.
/// </summary>
/// <param name="Path">The directory, an absolute path.</param>
internal sealed record BindTree(string Path) : MountStep
{
    /// <inheritdoc/>
    public override string ToString() => "bind " + Path + " at " + Location.NewRoot + ", ro";
}

/// <summary>Mounts a writable overlay on a directory of the new root.</summary>
/// <param name="Target">The directory.</param>
/// <param name="Lower">The lower layer.</param>
internal sealed record MountOverlay(Location Target, Location Lower) : MountStep
{
    /// <inheritdoc/>
    public override string ToString() =>
        "mount " + Target + ": overlay, rw" + (Lower == Target ? "" : ", lower " + Lower) + ", " + Writes;
}

/// <summary>
/// Mounts the overlay of a hotfix on <c>/usr</c>. libostree made its directories. They are not made
/// here.
/// </summary>
/// <param name="Upper">The upper directory, with the changes.</param>
/// <param name="Work">The work directory.</param>
/// <param name="Access">Writable, or read-only if the disk is.</param>
internal sealed record MountHotfix(Location Upper, Location Work, Access Access) : MountStep
{
    /// <summary>The mount point.</summary>
    public static Location Target { get; } = Location.New("usr");

    /// <inheritdoc/>
    public override string ToString() =>
        "mount " + Target + ": overlay, " + (Access == Access.ReadOnly ? "ro, lower " + Upper : "rw, upper " + Upper + ", work " + Work);
}

/// <summary>Bind-mounts a directory, not recursively.</summary>
/// <param name="From">The directory.</param>
/// <param name="To">The mount point.</param>
/// <param name="Access">Whether the mount is read-only.</param>
/// <param name="FollowLinks">
/// Whether symbolic links in <paramref name="From"/> are followed.
/// </param>
/// <param name="Shared">Whether mounts below it propagate to its clones (<c>MS_SHARED</c>).</param>
internal sealed record Bind(
    Location From, Location To, Access Access, bool FollowLinks = false, bool Shared = false) : MountStep
{
    /// <summary>
    /// The step is executed if one of these holds. If empty, it is always executed.
    /// </summary>
    public Condition[] Conditions { get; init; } = [];

    /// <summary>
    /// Whether set-user-ID bits and device nodes have no effect below the mount.
    /// </summary>
    public bool NoSuidNoDev { get; init; }

    /// <inheritdoc/>
    public override string ToString() =>
        "bind " + From + " at " + To
        + (Access == Access.Writable ? ", rw" : Access == Access.ReadOnly ? ", ro" : "")
        + (NoSuidNoDev ? ", nosuid,nodev" : "")
        + (Shared ? ", shared" : "")
        + (Conditions.Length == 0 ? "" : ", " + string.Join(" or ", (object[])Conditions));
}
