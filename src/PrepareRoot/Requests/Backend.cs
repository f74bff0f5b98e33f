namespace PrepareRoot.Requests;

/// <summary>
/// Whose layout the disk has. All differences between the two that other code acts on are
/// properties of this type.
/// </summary>
internal sealed record Backend
{
    /// <summary>libostree: <c>ostree=</c>, or an Android boot slot.</summary>
    public static readonly Backend Ostree = new()
    {
        Name = "ostree",
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

    /// <summary>Its name in the record.</summary>
    public required string Name { get; init; }

    /// <summary>
    /// Whether signatures are over commits, which have a date and name their image. Else they are
    /// over the digest on the command line.
    /// </summary>
    public required bool SignsCommits { get; init; }

    /// <summary>
    /// Whether <c>setup-root-conf.toml</c> counts. Else <c>[etc]</c> of <c>prepare-root.conf</c>
    /// does.
    /// </summary>
    public required bool ReadsSetupRootConfiguration { get; init; }

    /// <summary>
    /// Whether the repository on the disk has a configuration, with <c>[sysroot] readonly</c>.
    /// Without, the disk appears read-only unless the initramfs says otherwise.
    /// </summary>
    public required bool HasRepositoryConfiguration { get; init; }

    /// <summary>The directory of the image that is the original of <c>/etc</c>.</summary>
    public required string EtcInImage { get; init; }

    /// <summary>
    /// Whether units of the running system mount <c>/var</c>, from the disk at <c>/sysroot</c>.
    /// </summary>
    public required bool SystemMountsVar { get; init; }

    /// <summary>
    /// Whether transient directories and a record are kept where libostree's tools look for them,
    /// in <c>/run</c>.
    /// </summary>
    public required bool KeepsTransientStateInRun { get; init; }
}
