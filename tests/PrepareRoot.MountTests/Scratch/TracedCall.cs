namespace PrepareRoot.MountTests.Scratch;

/// <summary>A system call in a trace.</summary>
/// <param name="Name">Its name.</param>
/// <param name="When">Its number among the calls with its name, counted as strace does.</param>
/// <param name="Text">Its arguments and its result.</param>
public sealed record TracedCall(string Name, int When, string Text)
{
    /// <summary>The ID of the thread that made it.</summary>
    public int Thread { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Name + " " + When;
}
