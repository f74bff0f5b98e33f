namespace PrepareRoot.Requests;

/// <summary>
/// What becomes of writes to the root. In ascending strictness: of two files that say different
/// things, the stricter wins.
/// </summary>
internal enum RootMode
{
    /// <summary>
    /// They go to memory, and are gone with the next boot. <c>root.transient</c>.
    /// </summary>
    Transient,

    /// <summary>
    /// So could they, but the mount is read-only until somebody remounts it.
    /// <c>root.transient-ro</c>.
    /// </summary>
    TransientReadOnly,

    /// <summary>There are none.</summary>
    ReadOnly,
}
