namespace PrepareRoot.Support;

/// <summary>A virtio disk of a <see cref="Machine"/>: the first is <c>/dev/vda</c>.</summary>
/// <param name="Image">The raw image.</param>
public sealed record Drive(string Image)
{
    /// <summary>What the machine writes is thrown away when it ends. On unless said otherwise: cached images stay what they are.</summary>
    public bool Snapshot { get; init; } = true;

    /// <summary>The machine sees a disk that can't be written to.</summary>
    public bool ReadOnly { get; init; }
}
