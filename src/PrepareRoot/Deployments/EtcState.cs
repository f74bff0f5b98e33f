namespace PrepareRoot.Deployments;

/// <summary>How a deployment keeps its <c>/etc</c>.</summary>
internal enum EtcState
{
    /// <summary>A whole copy.</summary>
    Copy,

    /// <summary>
    /// What differs from the image, in the directories <c>upper</c> and <c>work</c>.
    /// </summary>
    Overlay,
}
