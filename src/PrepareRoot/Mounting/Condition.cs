namespace PrepareRoot.Mounting;

/// <summary>What decides whether a step is taken: whether a file exists at that moment.</summary>
/// <param name="File">The file.</param>
/// <param name="Exists">Whether it must exist, or must not.</param>
internal sealed record Condition(Location File, bool Exists)
{
    /// <inheritdoc/>
    public override string ToString() => (Exists ? "if " : "unless ") + File + " exists";
}
