namespace PrepareRoot.MountTests.EveryCall;

/// <summary>A call of an undisturbed run.</summary>
/// <param name="Name">Its name.</param>
/// <param name="When">Its number among the calls of its thread with its name.</param>
/// <param name="Stage">When it is made.</param>
internal sealed record Call(string Name, int When, Stage Stage)
{
    /// <inheritdoc/>
    public override string ToString() => Name + " " + When;
}
