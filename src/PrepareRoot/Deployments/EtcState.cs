namespace PrepareRoot.Deployments;

/// <summary>How a deployment keeps its <c>/etc</c>.</summary>
internal enum EtcState
{
    /// <summary>A whole copy.</summary>
    Copy,

    /// <summary>
    /// The <c>upper</c> and <c>work</c> directories of an overlay over the image's <c>/etc</c>, one
    /// of them, or nothing yet.
    /// </summary>
    Overlay,
}
