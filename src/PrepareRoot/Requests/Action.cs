namespace PrepareRoot.Requests;

/// <summary>What the program does.</summary>
internal enum Action
{
    /// <summary>Prepare the root.</summary>
    Prepare,

    /// <summary>Print the help text.</summary>
    Help,

    /// <summary>Print the version.</summary>
    Version,
}
