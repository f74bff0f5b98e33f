namespace PrepareRoot.Linux;

/// <summary>The process that this is.</summary>
public static class CurrentProcess
{
    /// <summary>Whether it has root's user ID.</summary>
    public static bool IsRoot => LibC.geteuid() == 0;
}
