using System;
using PrepareRoot.Faults;

namespace PrepareRoot.Ctl;

/// <summary>Why a command can't do what it is asked for, in words for whoever asked. It ends the command.</summary>
internal sealed class FailureException(string message) : Exception(message)
{
    /// <summary>The failure of a command that gets a fault from the library.</summary>
    internal static FailureException Of(Fault fault) => new("refused [" + fault.Code.Name + "]: " + fault.Cause);
}
