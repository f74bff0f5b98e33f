namespace PrepareRoot.Requests;

/// <summary>
/// Whether the root is writable. In ascending strictness: if two files have different settings, the
/// stricter one is used.
/// </summary>
internal enum RootMode
{
    /// <summary>Writes go to memory and are lost at the next boot. <c>root.transient</c>.</summary>
    Transient,

    /// <summary>
    /// As <see cref="Transient"/>, but the mount is read-only until it is remounted.
    /// <c>root.transient-ro</c>.
    /// </summary>
    TransientReadOnly,

    /// <summary>The root can't be made writable.</summary>
    ReadOnly,
}
