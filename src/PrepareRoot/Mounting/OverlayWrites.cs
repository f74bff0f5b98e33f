namespace PrepareRoot.Mounting;

/// <summary>The writable layer of an overlay.</summary>
/// <param name="Upper">The upper directory, which holds the changes.</param>
/// <param name="Work">The work directory, on the same file system.</param>
internal sealed record OverlayWrites(Location Upper, Location Work)
{
    /// <summary>
    /// The directories <c>upper</c> and <c>work</c> in a directory, as libostree and composefs-rs
    /// name them.
    /// </summary>
    public static OverlayWrites In(Location directory) => new(directory.Below("upper"), directory.Below("work"));

    /// <inheritdoc/>
    public override string ToString() => "upper " + Upper + ", work " + Work;
}
