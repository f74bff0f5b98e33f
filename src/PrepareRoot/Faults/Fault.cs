namespace PrepareRoot.Faults;

/// <summary>Why a request is refused.</summary>
/// <param name="Code">Which kind it is: the row of <c>docs/faults.md</c>.</param>
/// <param name="Cause">One sentence of this very case: which path or argument, what was expected, what was found.</param>
internal sealed record Fault(FaultCode Code, string Cause);
