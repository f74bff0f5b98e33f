namespace PrepareRoot.Trust;

/// <summary>The files of a libostree deployment, bind-mounted. They are not verified.</summary>
internal sealed class DeploymentTree : RootSource
{
    /// <inheritdoc/>
    public override RootFacts Facts { get; } = new DeploymentTreeFacts();
}
