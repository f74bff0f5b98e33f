namespace PrepareRoot.Requests;

/// <summary>
/// How <c>/etc</c> or <c>/var</c> is mounted: the values of <c>setup-root-conf.toml</c>.
/// </summary>
internal enum MountKind
{
    /// <summary>
    /// It is not mounted. The image's own directory is used. <c>none</c>, or <c>root</c>.
    /// </summary>
    None,

    /// <summary>A bind mount of the directory in the deployment's state. <c>bind</c>.</summary>
    Bind,

    /// <summary>
    /// An overlay of the image's directory, with its upper layer in the deployment's state.
    /// <c>overlay</c>.
    /// </summary>
    Overlay,

    /// <summary>
    /// An overlay of the image's directory, with its upper layer in memory. <c>transient</c>, or
    /// <c>volatile</c>.
    /// </summary>
    Transient,
}
