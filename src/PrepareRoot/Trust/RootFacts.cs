using PrepareRoot.Formats;

namespace PrepareRoot.Trust;

/// <summary>
/// What is known of the source of the root: data that a plan is made from. It has no open file, so
/// anybody can make one and ask for the plan.
/// </summary>
internal abstract record RootFacts
{
    /// <summary>Why the root is trusted.</summary>
    public virtual TrustLevel TrustLevel => TrustLevel.Unverified;

    /// <summary>
    /// The digest that the kernel measured and enforces for the image; null if there is none.
    /// </summary>
    public virtual FsVerityDigest? Digest => null;

    /// <summary>Whether the root is an image, and not a tree of files.</summary>
    public virtual bool IsImage => false;

    /// <summary>
    /// Whether each file must have fs-verity and the digest that the image names.
    /// </summary>
    public bool RequiresVerity => TrustLevel != TrustLevel.Unverified;

    /// <summary>
    /// Whether the initramfs or the kernel command line says which image it must be. Nothing on the
    /// disk may then change what is in its <c>/usr</c>.
    /// </summary>
    public bool IsAuthenticated => TrustLevel is TrustLevel.CommandLine or TrustLevel.Signature;

    /// <summary>What the administrator must be told once it is booted; null: nothing.</summary>
    public virtual string? Warning => null;

    /// <summary>What is mounted and why it is trusted, in a few words.</summary>
    /// <param name="keyPath">The file with the keys whose signatures count.</param>
    public abstract string Summary(string keyPath);
}

/// <summary>Facts about a composefs image.</summary>
/// <param name="HasAcl">Whether it may have POSIX ACLs.</param>
/// <param name="TrustLevel">Why it is trusted.</param>
/// <param name="Digest">
/// The digest that the kernel enforces for it; null if it has no fs-verity.
/// </param>
internal sealed record ImageFacts(bool HasAcl, TrustLevel TrustLevel, FsVerityDigest? Digest) : RootFacts
{
    /// <inheritdoc/>
    public override TrustLevel TrustLevel { get; } = TrustLevel;

    /// <inheritdoc/>
    public override FsVerityDigest? Digest { get; } = Digest;

    /// <inheritdoc/>
    public override bool IsImage => true;

    /// <inheritdoc/>
    public override string Summary(string keyPath) => TrustLevel switch
    {
        TrustLevel.Unverified => "composefs, not verified",
        TrustLevel.Integrity => "composefs " + Digest + ", files verified against it",
        TrustLevel.Signature => "composefs " + Digest + ", signed by a key of " + keyPath,
        _ => "composefs " + Digest + ", verified against the kernel command line",
    };
}

/// <summary>Facts about a deployment that is bind-mounted: there are none.</summary>
internal sealed record DeploymentTreeFacts : RootFacts
{
    /// <inheritdoc/>
    public override string Summary(string keyPath) => "bind mount of the deployment, nothing verified";
}

/// <summary>Facts about the tree of <c>--root-fs</c>.</summary>
/// <param name="Path">The tree, as the process sees it.</param>
internal sealed record UnverifiedTreeFacts(string Path) : RootFacts
{
    /// <inheritdoc/>
    public override string Warning => "nothing of the root is verified: it is " + Path + ", by --root-fs";

    /// <inheritdoc/>
    public override string Summary(string keyPath) => "the tree of --root-fs, nothing verified";
}
