namespace PrepareRoot.Mounting;

/// <summary>
/// One step of a <see cref="MountPlan"/>: data that the Assembler carries out and that prints
/// itself.
/// </summary>
internal abstract record MountStep
{
    /// <summary>
    /// Where the overlay that it mounts keeps what is written to it; null: nowhere.
    /// </summary>
    public OverlayWrites? Writes { get; init; }

    /// <summary>The step in one line.</summary>
    public abstract override string ToString();
}

/// <summary>
/// Mounts the verified image, read-only, where the overlay takes it as its lower layer.
/// </summary>
/// <param name="HasAcl">
/// Whether it may have POSIX ACLs; if not, EROFS is told not to look for them.
/// </param>
internal sealed record MountImage(bool HasAcl) : MountStep
{
    /// <inheritdoc/>
    public override string ToString() => "mount the image: erofs, ro" + (HasAcl ? "" : ",noacl");
}

/// <summary>
/// Makes empty directories, for something to be mounted on, that the overlay takes as a layer above
/// the image. What the image has is left alone, and the root stays as it is there: owner,
/// permissions and label are taken over.
/// </summary>
/// <param name="Directory">The layer.</param>
/// <param name="Names">The directories.</param>
internal sealed record MakeMountPoints(Location Directory, string[] Names) : MountStep
{
    /// <inheritdoc/>
    public override string ToString() => "make " + Directory + " with " + string.Join(", ", Names);
}

/// <summary>Mounts the image with the objects that it refers to as the new root.</summary>
/// <param name="Source">What the mount table shows as its source.</param>
/// <param name="Objects">The directory of the objects.</param>
/// <param name="RequireVerity">
/// Whether each object must have fs-verity and the digest that the image names.
/// </param>
/// <param name="MountPoints">A layer above the image; null for none.</param>
/// <param name="ReadOnly">
/// Whether the mount is read-only. Without <see cref="MountStep.Writes"/> it must be.
/// </param>
internal sealed record MountRoot(string Source, Location Objects, bool RequireVerity, Location? MountPoints, bool ReadOnly) : MountStep
{
    /// <inheritdoc/>
    public override string ToString() =>
        "mount " + Location.NewRoot + ": overlay " + Source + (ReadOnly ? ", ro" : ", rw") + ", data " + Objects
        + (RequireVerity ? ", verity=require" : "")
        + (MountPoints is null ? "" : ", above it " + MountPoints)
        + (Writes is null ? "" : ", " + Writes);
}

/// <summary>
/// Bind-mounts a directory of the initramfs as the new root, read-only, without what is mounted
/// below it.
/// </summary>
/// <param name="Path">Which directory, as the process sees it.</param>
internal sealed record BindTree(string Path) : MountStep
{
    /// <inheritdoc/>
    public override string ToString() => "bind " + Path + " at " + Location.NewRoot + ", ro";
}

/// <summary>Mounts an overlay over a directory of the new root.</summary>
/// <param name="Target">That directory.</param>
/// <param name="Lower">The lower layer.</param>
internal sealed record MountOverlay(Location Target, Location Lower) : MountStep
{
    /// <inheritdoc/>
    public override string ToString() =>
        "mount " + Target + ": overlay, rw" + (Lower == Target ? "" : ", lower " + Lower) + ", " + Writes;
}

/// <summary>
/// Mounts an overlay over <c>/usr</c>, with directories that libostree made: none is made here.
/// </summary>
/// <param name="Upper">The directory of what differs.</param>
/// <param name="Work">The one that the kernel works in.</param>
/// <param name="Access">Writable, or read-only where the disk is.</param>
internal sealed record MountHotfix(Location Upper, Location Work, Access Access) : MountStep
{
    /// <summary>Over what.</summary>
    public static Location Target { get; } = Location.New("usr");

    /// <inheritdoc/>
    public override string ToString() =>
        "mount " + Target + ": overlay, " + (Access == Access.ReadOnly ? "ro, lower " + Upper : "rw, upper " + Upper + ", work " + Work);
}

/// <summary>Bind-mounts a directory, without what is mounted below it.</summary>
/// <param name="From">Which directory.</param>
/// <param name="To">Where.</param>
/// <param name="Access">Whether it can be written there.</param>
/// <param name="FollowLinks">
/// Whether the format may have a symbolic link at <paramref name="From"/>.
/// </param>
/// <param name="Shared">
/// Whether what is mounted below it later is seen wherever it is bound (<c>MS_SHARED</c>).
/// </param>
internal sealed record Bind(
    Location From, Location To, Access Access, bool FollowLinks = false, bool Shared = false) : MountStep
{
    /// <summary>The step is taken if one of these holds; empty: always.</summary>
    public Condition[] Conditions { get; init; } = [];

    /// <inheritdoc/>
    public override string ToString() =>
        "bind " + From + " at " + To
        + (Access == Access.Writable ? ", rw" : Access == Access.ReadOnly ? ", ro" : "")
        + (Shared ? ", shared" : "")
        + (Conditions.Length == 0 ? "" : ", " + string.Join(" or ", (object[])Conditions));
}
