namespace PrepareRoot.Deployments;

/// <summary>How a deployment keeps its <c>/etc</c>.</summary>
internal enum EtcState
{
    /// <summary>Whole, in a directory of its own.</summary>
    Copy,

    /// <summary>As what differs from the image, in the directories <c>upper</c> and <c>work</c>.</summary>
    Overlay,
}
