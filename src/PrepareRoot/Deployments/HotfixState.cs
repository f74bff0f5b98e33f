namespace PrepareRoot.Deployments;

/// <summary>
/// Whether a deployment has a hotfix of <c>/usr</c> (<c>ostree admin unlock --hotfix</c>).
/// </summary>
internal enum HotfixState
{
    /// <summary>It has none.</summary>
    None,

    /// <summary>It has one, and it can be written to.</summary>
    Writable,

    /// <summary>It has one, but the disk is mounted read-only, so it can't be written to.</summary>
    ReadOnly,
}
