namespace PrepareRoot.BootTests.Compatibility;

/// <summary>How prepare-root's result compares with the other program's.</summary>
/// <param name="Word">One of <c>same</c>, <c>better</c>, <c>different on purpose</c>.</param>
/// <param name="Why">Why they differ; null if they are the same.</param>
public sealed record Agreement(string Word, string? Why)
{
    /// <summary>Both programs leave the same result.</summary>
    public static readonly Agreement Same = new("same", null);

    /// <summary>prepare-root does what the other program can't do, or does wrong.</summary>
    public static Agreement Better(string why) => new("better", why);

    /// <summary>Both programs do what their authors intend.</summary>
    public static Agreement Different(string why) => new("different on purpose", why);
}
