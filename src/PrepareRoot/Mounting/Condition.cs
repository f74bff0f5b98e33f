namespace PrepareRoot.Mounting;

/// <summary>A condition of a step: whether a file exists when the step is executed.</summary>
/// <param name="File">The file.</param>
/// <param name="Exists">Whether the file must exist. If false, it must not exist.</param>
internal sealed record Condition(Location File, bool Exists)
{
    /// <inheritdoc/>
    public override string ToString() => (Exists ? "if " : "unless ") + File + " exists";
}
