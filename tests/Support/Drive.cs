namespace PrepareRoot.Support;

/// <summary>A virtio disk of a <see cref="Machine"/>: the first is <c>/dev/vda</c>.</summary>
/// <param name="Image">The raw image.</param>
public sealed record Drive(string Image)
{
    /// <summary>
    /// Whether the machine's writes are discarded when it ends. The default is true, so that cached
    /// images do not change.
    /// </summary>
    public bool Snapshot { get; init; } = true;

    /// <summary>Whether the disk is read-only for the machine.</summary>
    public bool ReadOnly { get; init; }
}
