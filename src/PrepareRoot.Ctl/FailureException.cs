using System;
using PrepareRoot.Faults;

namespace PrepareRoot.Ctl;

/// <summary>Ends a command with a message for the user.</summary>
internal sealed class FailureException(string message) : Exception(message)
{
    /// <summary>The exception for a fault of the library.</summary>
    internal static FailureException Of(Fault fault) => new("refused [" + fault.Code.Name + "]: " + fault.Cause);
}
