using System;
using PrepareRoot.Deployments;
using PrepareRoot.Faults;
using PrepareRoot.Linux;
using PrepareRoot.Requests;

namespace PrepareRoot.Trust;

/// <summary>
/// The source of the root, verified as the policy requires: a <see cref="VerifiedImage"/>, a
/// <see cref="DeploymentTree"/> or an <see cref="UnverifiedTree"/>.
/// </summary>
internal abstract class RootSource : IDisposable
{
    /// <summary>The facts that a plan is made from.</summary>
    public abstract RootFacts Facts { get; }

    /// <summary>The open image file; null if the source is a tree.</summary>
    public virtual FileDescriptor? ImageFile => null;

    /// <summary>Finds the source of the deployment's root and verifies it.</summary>
    /// <param name="disk">The disk.</param>
    /// <param name="deployment">The deployment.</param>
    /// <param name="policy">The request.</param>
    /// <param name="keys">The trusted keys; null if no signature is required.</param>
    /// <param name="anyKernel">
    /// Whether the kernel is taken to be able to verify. Only root can ask it.
    /// </param>
    public static Result<RootSource> Prove(
        Disk disk, Deployment deployment, RootPolicy policy, PublicKeys? keys, bool anyKernel = false)
    {
        if (policy.RootTree is { } tree)
            return new UnverifiedTree(tree);
        if (policy.Composefs == ComposefsMode.Disabled)
            return new DeploymentTree();
        if (!Expectation.Of(disk, deployment, policy, keys).Try(out var expectation, out var fault)
            || (!anyKernel && !KernelSupport.Limit(expectation).Try(out expectation, out fault)))
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
                setting + " needs composefs, but there is no image " + disk.Show(deployment.Image.Path))
            : new DeploymentTree();
    }

    /// <inheritdoc/>
    public virtual void Dispose()
    {
    }
}
