using PrepareRoot.Formats;

namespace PrepareRoot.Trust;

/// <summary>
/// Facts about the source of the root that a plan is made from. They have no open file, so a plan
/// can be made without access to the image.
/// </summary>
internal abstract record RootFacts
{
    /// <summary>What the root was verified against.</summary>
    public virtual TrustLevel TrustLevel => TrustLevel.Unverified;

    /// <summary>
    /// The fs-verity digest that the kernel reports and enforces for the image; null if there is
    /// none.
    /// </summary>
    public virtual FsVerityDigest? Digest => null;

    /// <summary>Whether the root is an image. If not, it is a tree of files.</summary>
    public virtual bool IsImage => false;

    /// <summary>
    /// Whether each file must have fs-verity and the digest that the image names.
    /// </summary>
    public bool RequiresVerity => TrustLevel != TrustLevel.Unverified;

    /// <summary>
    /// Whether the kernel command line or a key in the initramfs authenticates the image. Then no
    /// file on the disk may change its <c>/usr</c>.
    /// </summary>
    public bool IsAuthenticated => TrustLevel is TrustLevel.CommandLine or TrustLevel.Signature;

    /// <summary>A warning to print when the root is prepared; null: none.</summary>
    public virtual string? Warning => null;

    /// <summary>A short description of the source and its verification.</summary>
    /// <param name="keyPath">The file with the trusted keys.</param>
    public abstract string Summary(string keyPath);
}

/// <summary>Facts about a composefs image.</summary>
/// <param name="HasAcl">Whether it may have POSIX ACLs.</param>
/// <param name="TrustLevel">What it was verified against.</param>
/// <param name="Digest">The fs-verity digest; null if the image has no fs-verity.</param>
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

/// <summary>The source is a bind-mounted deployment. It has no further facts.</summary>
internal sealed record DeploymentTreeFacts : RootFacts
{
    /// <inheritdoc/>
    public override string Summary(string keyPath) => "bind mount of the deployment, nothing verified";
}

/// <summary>Facts about the tree of <c>--root-fs</c>.</summary>
/// <param name="Path">The path of the tree.</param>
internal sealed record UnverifiedTreeFacts(string Path) : RootFacts
{
    /// <inheritdoc/>
    public override string Warning => "the root is not verified: it is the tree " + Path + " of --root-fs";

    /// <inheritdoc/>
    public override string Summary(string keyPath) => "the tree of --root-fs, nothing verified";
}
