namespace PrepareRoot.Requests;

/// <summary>
/// How <c>/etc</c> or <c>/var</c> is mounted, in the words of <c>setup-root-conf.toml</c>.
/// </summary>
internal enum MountKind
{
    /// <summary>Not at all: it is what the image has. <c>none</c>, or <c>root</c>.</summary>
    None,

    /// <summary>The directory in the state of the deployment, bound. <c>bind</c>.</summary>
    Bind,

    /// <summary>
    /// An overlay of the image's directory, its upper layer in the state of the deployment.
    /// <c>overlay</c>.
    /// </summary>
    Overlay,

    /// <summary>
    /// An overlay of the image's directory, its upper layer in memory. <c>transient</c>, or
    /// <c>volatile</c>.
    /// </summary>
    Transient,
}
