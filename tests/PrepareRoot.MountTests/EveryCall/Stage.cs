namespace PrepareRoot.MountTests.EveryCall;

/// <summary>When a call is made.</summary>
internal enum Stage
{
    /// <summary>While the .NET runtime starts, before <c>Main</c>.</summary>
    Runtime,

    /// <summary>From the start of <c>Main</c> on.</summary>
    Main,
}
