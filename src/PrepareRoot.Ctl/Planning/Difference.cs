namespace PrepareRoot.Ctl.Planning;

/// <summary>Something that is not as in the running boot.</summary>
/// <param name="What">What it is: the name of a member of the record, or a mount point.</param>
/// <param name="Planned">What is planned; null if nothing is.</param>
/// <param name="Running">What the running boot has; null if it has nothing.</param>
internal sealed record Difference(string What, string? Planned, string? Running);
