namespace PrepareRoot.Requests;

/// <summary>What the program is called for.</summary>
internal enum Action
{
    /// <summary>To prepare the root.</summary>
    Prepare,

    /// <summary>To say how it is called.</summary>
    Help,

    /// <summary>To say which version it is.</summary>
    Version,
}
