namespace PrepareRoot.Deployments;

/// <summary>
/// Whether a deployment's <c>/usr</c> was changed by <c>ostree admin unlock --hotfix</c>.
/// </summary>
internal enum HotfixState
{
    /// <summary>It was not.</summary>
    None,

    /// <summary>It was, and it takes further changes.</summary>
    Writable,

    /// <summary>It was, but the disk is mounted read-only: no further change is possible.</summary>
    ReadOnly,
}
