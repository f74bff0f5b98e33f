namespace PrepareRoot.Ctl;

/// <summary>The exit statuses of the process.</summary>
internal static class ExitStatus
{
    /// <summary>Success. For verify: the signature is valid.</summary>
    internal const int Success = 0;

    /// <summary>
    /// Failure, with a message on standard error. For verify also: the signature is not valid.
    /// </summary>
    internal const int Failure = 1;

    /// <summary>A usage error.</summary>
    internal const int Usage = 2;
}
