namespace PrepareRoot.Mounting;

/// <summary>Where an overlay keeps what is written to it.</summary>
/// <param name="Upper">The directory that takes the writes.</param>
/// <param name="Work">The one that the kernel works in, on the same file system.</param>
internal sealed record OverlayWrites(Location Upper, Location Work)
{
    /// <summary>The two in a directory of their own, by the names that both peers use.</summary>
    public static OverlayWrites In(Location directory) => new(directory.Below("upper"), directory.Below("work"));

    /// <inheritdoc/>
    public override string ToString() => "upper " + Upper + ", work " + Work;
}
