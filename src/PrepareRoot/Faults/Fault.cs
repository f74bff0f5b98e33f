namespace PrepareRoot.Faults;

/// <summary>Why a request is refused.</summary>
/// <param name="Code">Which kind of refusal it is.</param>
/// <param name="Cause">
/// One sentence about this case: which path or argument, what was expected, what was found.
/// </param>
internal sealed record Fault(FaultCode Code, string Cause);
