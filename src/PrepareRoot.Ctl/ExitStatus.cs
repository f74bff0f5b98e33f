namespace PrepareRoot.Ctl;

/// <summary>What the process exits with.</summary>
internal static class ExitStatus
{
    /// <summary>Done; for verify: valid.</summary>
    internal const int Success = 0;

    /// <summary>It could not be done, and why is on standard error; for verify also: not valid.</summary>
    internal const int Failure = 1;

    /// <summary>Called with arguments that there are not.</summary>
    internal const int Usage = 2;
}
