namespace PrepareRoot.Trust;

/// <summary>
/// The files of a deployment of libostree, bind-mounted. Nothing of it is verified.
/// </summary>
internal sealed class DeploymentTree : RootSource
{
    /// <inheritdoc/>
    public override RootFacts Facts { get; } = new DeploymentTreeFacts();
}
