using PrepareRoot.Faults;
using PrepareRoot.Requests;

namespace PrepareRoot.Trust;

/// <summary>
/// The tree that <c>--root-fs</c> puts in the place of an image. Nothing of it is verified, so it
/// is for tests only.
/// </summary>
/// <param name="path">The tree, as the process sees it.</param>
internal sealed class UnverifiedTree(string path) : RootSource
{
    /// <inheritdoc/>
    public override RootFacts Facts { get; } = new UnverifiedTreeFacts(path);

    /// <summary>Why such a tree is refused under this policy; null if it is not.</summary>
    public static Fault? Refuse(RootPolicy policy)
    {
        if (policy.DeploymentLink is not null)
        {
            return new Fault(
                FaultCode.ConfigurationContradictory,
                "--root-fs takes the place of an image that composefs= names, but ostree= names a deployment");
        }
        if (policy.SettingThatNeedsImage is { } setting)
        {
            return new Fault(
                FaultCode.ConfigurationContradictory, setting + " needs an image, and --root-fs takes the place of it");
        }
        return policy.Composefs >= ComposefsMode.Verity
            ? new Fault(
                FaultCode.FloorLowered,
                "--root-fs is a tree that nothing verifies, but what is asked for is " + policy.Composefs.Name())
            : null;
    }
}
