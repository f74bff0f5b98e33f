namespace PrepareRoot.Ctl.Images;

/// <summary>A difference between two images.</summary>
/// <param name="Kind"><c>added</c>, <c>removed</c> or <c>changed</c>.</param>
/// <param name="Path">The file.</param>
/// <param name="Attribute">What changed; null if the file was added or removed.</param>
/// <param name="From">What it was; null if there was none.</param>
/// <param name="To">What it is; null if there is none.</param>
internal sealed record ImageChange(string Kind, string Path, string? Attribute = null, string? From = null, string? To = null)
{
    internal const string Added = "added";
    internal const string Removed = "removed";
    internal const string Changed = "changed";

    private const string None = "none";

    /// <summary>One line.</summary>
    public override string ToString() =>
        Kind.PadRight(Removed.Length + 2) + Path + (Attribute is null ? "" : "  " + Attribute + " " + (From ?? None) + " -> " + (To ?? None));
}
