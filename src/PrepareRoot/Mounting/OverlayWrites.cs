namespace PrepareRoot.Mounting;

/// <summary>The writable layer of an overlay.</summary>
/// <param name="Upper">The upper directory, which holds the changes.</param>
/// <param name="Work">The work directory, on the same file system.</param>
/// <param name="FollowLinks">
/// Whether symbolic links in their paths are followed. Their targets must be on the disk, too.
/// </param>
internal sealed record OverlayWrites(Location Upper, Location Work, bool FollowLinks = false)
{
    /// <summary>
    /// The directories <c>upper</c> and <c>work</c> in a directory, as libostree and composefs-rs
    /// name them.
    /// </summary>
    public static OverlayWrites In(Location directory, bool followLinks = false) =>
        new(directory.Below("upper"), directory.Below("work"), followLinks);

    /// <inheritdoc/>
    public override string ToString() => "upper " + Upper + ", work " + Work;
}
