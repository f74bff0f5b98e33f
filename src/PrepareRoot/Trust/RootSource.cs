using System;
using PrepareRoot.Deployments;
using PrepareRoot.Faults;
using PrepareRoot.Linux;
using PrepareRoot.Requests;

namespace PrepareRoot.Trust;

/// <summary>
/// What the root is made from, proven as far as it was asked for: a <see cref="VerifiedImage"/>, a
/// <see cref="DeploymentTree"/> or an <see cref="UnverifiedTree"/>.
/// </summary>
internal abstract class RootSource : IDisposable
{
    /// <summary>What a plan needs to know of it.</summary>
    public abstract RootFacts Facts { get; }

    /// <summary>The open file that is mounted; null if it is a tree.</summary>
    public virtual FileDescriptor? ImageFile => null;

    /// <summary>Finds the source of the deployment's root and proves it.</summary>
    /// <param name="disk">The disk.</param>
    /// <param name="deployment">The deployment.</param>
    /// <param name="policy">What is asked for.</param>
    /// <param name="keys">
    /// The keys whose signatures count; null if no signature is asked for.
    /// </param>
    public static Result<RootSource> Prove(Disk disk, Deployment deployment, RootPolicy policy, PublicKeys? keys)
    {
        if (policy.RootTree is { } tree)
            return new UnverifiedTree(tree);
        if (policy.Composefs == ComposefsMode.Disabled)
            return new DeploymentTree();
        if (!Expectation.Of(disk, deployment, policy, keys).Try(out var expectation, out var fault)
            || !KernelSupport.Limit(expectation).Try(out expectation, out fault))
        {
            return fault;
        }
        if (VerifiedImage.Verify(disk, deployment, expectation).Try(out var image, out fault))
            return image;
        if (fault.Code != FaultCode.ImageMissing || policy.Composefs != ComposefsMode.Maybe)
            return fault;
        return policy.SettingThatNeedsImage is { } setting
            ? new Fault(
                FaultCode.ConfigurationContradictory,
                setting + " needs composefs, and there is no " + disk.Show(deployment.Image.Path))
            : new DeploymentTree();
    }

    /// <inheritdoc/>
    public virtual void Dispose()
    {
    }
}
