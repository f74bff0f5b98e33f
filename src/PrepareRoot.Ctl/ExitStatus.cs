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

    /// <summary>For diff: the images differ, as diff(1) says it.</summary>
    internal const int Differs = 1;

    /// <summary>For diff: a failure, as diff(1) says it.</summary>
    internal const int Trouble = 2;

    /// <summary>A usage error.</summary>
    internal const int Usage = 2;

    /// <summary>For check: it boots, but files are damaged.</summary>
    internal const int Damaged = 3;
}
