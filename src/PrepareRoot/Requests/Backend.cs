namespace PrepareRoot.Requests;

/// <summary>
/// The layout of the disk: libostree's or composefs-rs's. All differences between the two that
/// other code depends on are properties of this type.
/// </summary>
internal sealed record Backend
{
    /// <summary>libostree: <c>ostree=</c>, or an Android boot slot.</summary>
    public static readonly Backend Ostree = new()
    {
        Name = "ostree",
        Deployments = "ostree/deploy",
        SignsCommits = true,
        ReadsSetupRootConfiguration = false,
        HasRepositoryConfiguration = true,
        EtcInImage = "usr/etc",
        SystemMountsVar = true,
        KeepsTransientStateInRun = true,
    };

    /// <summary>A composefs-rs repository: <c>composefs=</c> or <c>composefs.digest=</c>.</summary>
    public static readonly Backend Composefs = new()
    {
        Name = "composefs",
        Deployments = "state/deploy",
        SignsCommits = false,
        ReadsSetupRootConfiguration = true,
        HasRepositoryConfiguration = false,
        EtcInImage = "etc",
        SystemMountsVar = false,
        KeepsTransientStateInRun = false,
    };

    private Backend()
    {
    }

    /// <summary>The name in the record.</summary>
    public required string Name { get; init; }

    /// <summary>The directory that every disk with this layout has.</summary>
    public required string Deployments { get; init; }

    /// <summary>
    /// Whether commits are signed, which have a timestamp and the digest of their image. If not,
    /// the digest on the command line is signed.
    /// </summary>
    public required bool SignsCommits { get; init; }

    /// <summary>
    /// Whether <c>setup-root-conf.toml</c> is used. If not, <c>[etc]</c> of
    /// <c>prepare-root.conf</c> is.
    /// </summary>
    public required bool ReadsSetupRootConfiguration { get; init; }

    /// <summary>
    /// Whether the repository on the disk has a configuration file with <c>[sysroot] readonly</c>.
    /// If not, <c>/sysroot</c> is read-only unless the configuration in the initramfs sets it
    /// otherwise.
    /// </summary>
    public required bool HasRepositoryConfiguration { get; init; }

    /// <summary>The directory of the image with the original <c>/etc</c>.</summary>
    public required string EtcInImage { get; init; }

    /// <summary>
    /// Whether units of the running system mount <c>/var</c> from the disk at <c>/sysroot</c>.
    /// </summary>
    public required bool SystemMountsVar { get; init; }

    /// <summary>
    /// Whether transient directories and a record are kept in <c>/run</c>, where libostree's tools
    /// look for them.
    /// </summary>
    public required bool KeepsTransientStateInRun { get; init; }
}
