namespace PrepareRoot.Mounting;

/// <summary>One step of a <see cref="MountPlan"/>: data that the Assembler carries out and that prints itself.</summary>
public abstract record MountStep
{
    /// <summary>The step in one line.</summary>
    public abstract override string ToString();
}

/// <summary>Mounts the verified image, read-only, where the overlay takes it as its lower layer.</summary>
/// <param name="HasAcl">Whether it may have POSIX ACLs; if not, EROFS is told not to look for them.</param>
public sealed record MountImage(bool HasAcl) : MountStep
{
    /// <inheritdoc/>
    public override string ToString() => "mount the image: erofs, ro" + (HasAcl ? "" : ",noacl");
}

/// <summary>Mounts the image with the objects that it refers to as the new root, read-only.</summary>
/// <param name="Source">What the mount table shows as its source.</param>
/// <param name="Objects">The directory of the objects.</param>
/// <param name="RequireVerity">Whether each object must have fs-verity and the digest that the image names.</param>
public sealed record MountRoot(string Source, Location Objects, bool RequireVerity) : MountStep
{
    /// <inheritdoc/>
    public override string ToString() =>
        "mount " + Location.NewRoot + ": overlay " + Source + ", ro, data " + Objects + (RequireVerity ? ", verity=require" : "");
}

/// <summary>Makes a directory of the machine's own appear as the new root, read-only, without what is mounted below it.</summary>
/// <param name="Path">Which directory, as the process sees it.</param>
public sealed record BindTree(string Path) : MountStep
{
    /// <inheritdoc/>
    public override string ToString() => "bind " + Path + " at " + Location.NewRoot + ", ro";
}

/// <summary>Mounts an overlay over a directory of the new root.</summary>
/// <param name="Target">That directory; it is the lower layer as well.</param>
/// <param name="Upper">The directory that takes the writes; it is made if it is not there.</param>
/// <param name="Work">The one that the kernel works in, likewise.</param>
public sealed record MountOverlay(Location Target, Location Upper, Location Work) : MountStep
{
    /// <inheritdoc/>
    public override string ToString() => "mount " + Target + ": overlay, rw, upper " + Upper + ", work " + Work;
}

/// <summary>Makes a directory appear in another place too, without what is mounted below it.</summary>
/// <param name="From">Which directory.</param>
/// <param name="To">Where.</param>
/// <param name="Access">Whether it can be written there.</param>
/// <param name="FollowLinks">Whether the format may have a link at <paramref name="From"/>.</param>
/// <param name="Only">Only if this holds; null: always.</param>
public sealed record Bind(Location From, Location To, Access Access, bool FollowLinks = false, Condition? Only = null) : MountStep
{
    /// <inheritdoc/>
    public override string ToString() =>
        "bind " + From + " at " + To
        + (Access == Access.Writable ? ", rw" : Access == Access.ReadOnly ? ", ro" : "")
        + (Only is null ? "" : ", " + Only);
}
