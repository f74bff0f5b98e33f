namespace PrepareRoot.MountTests.Scratch;

/// <summary>A system call that was made.</summary>
/// <param name="Name">Which.</param>
/// <param name="When">The how many-th of its name it was, counted as strace does.</param>
/// <param name="Text">Its arguments and its result.</param>
public sealed record TracedCall(string Name, int When, string Text)
{
    /// <inheritdoc/>
    public override string ToString() => Name + " " + When;
}
