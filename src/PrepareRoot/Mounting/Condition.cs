namespace PrepareRoot.Mounting;

/// <summary>What has to be so in the new root, as far as it is mounted then, for a step to be taken.</summary>
/// <param name="Path">In the new root.</param>
/// <param name="Exists">Whether it has to be there, or has to be absent.</param>
internal sealed record Condition(string Path, bool Exists)
{
    /// <inheritdoc/>
    public override string ToString() => (Exists ? "if " : "unless ") + Location.New(Path) + " exists";
}
