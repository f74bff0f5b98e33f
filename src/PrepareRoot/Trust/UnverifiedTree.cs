using PrepareRoot.Faults;
using PrepareRoot.Requests;

namespace PrepareRoot.Trust;

/// <summary>
/// The tree that <c>--root-fs</c> uses instead of an image. It is not verified, so it is for tests
/// only.
/// </summary>
/// <param name="path">The path of the tree.</param>
internal sealed class UnverifiedTree(string path) : RootSource
{
    /// <inheritdoc/>
    public override RootFacts Facts { get; } = new UnverifiedTreeFacts(path);

    /// <summary>The fault if this policy does not allow such a tree; otherwise null.</summary>
    public static Fault? Refuse(RootPolicy policy)
    {
        if (policy.DeploymentLink is not null)
        {
            return new Fault(
                FaultCode.ConfigurationContradictory,
                "--root-fs replaces the image that composefs= names, but ostree= names a deployment");
        }
        if (policy.SettingThatNeedsImage is { } setting)
        {
            return new Fault(
                FaultCode.ConfigurationContradictory, setting + " needs an image, but --root-fs replaces the image");
        }
        return policy.Composefs >= ComposefsMode.Verity
            ? new Fault(
                FaultCode.FloorLowered,
                "--root-fs is a tree that is not verified, but the policy requires " + policy.Composefs.Name())
            : null;
    }
}
