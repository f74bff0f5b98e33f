namespace PrepareRoot.BootTests.Compatibility;

/// <summary>How what we do relates to what the other program does.</summary>
/// <param name="Word">One of <c>same</c>, <c>better</c>, <c>different on purpose</c>.</param>
/// <param name="Why">Why it is not the same; null if it is.</param>
public sealed record Agreement(string Word, string? Why)
{
    /// <summary>Both leave the same.</summary>
    public static readonly Agreement Same = new("same", null);

    /// <summary>Ours does what the other program can't, or gets wrong.</summary>
    public static Agreement Better(string why) => new("better", why);

    /// <summary>The other program means to do what it does, and so do we.</summary>
    public static Agreement Different(string why) => new("different on purpose", why);
}
