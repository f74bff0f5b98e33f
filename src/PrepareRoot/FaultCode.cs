namespace PrepareRoot;

/// <summary>The kinds of refusal. Names, remedies and exit statuses are in <c>Reporting/FaultCatalogue.cs</c>.</summary>
public enum FaultCode
{
    /// <summary>The program was called with arguments that it does not have.</summary>
    Usage,

    /// <summary>An argument on the kernel command line is malformed.</summary>
    KernelArgumentMalformed,

    /// <summary>A configuration file has a syntax error or a value that its key does not allow.</summary>
    ConfigurationMalformed,
}
