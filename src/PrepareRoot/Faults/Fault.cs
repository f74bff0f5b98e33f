namespace PrepareRoot.Faults;

/// <summary>Why a request is refused.</summary>
/// <param name="Code">The kind of refusal.</param>
/// <param name="Cause">
/// One sentence about this case: the path or argument, the expected and the found value.
/// </param>
internal sealed record Fault(FaultCode Code, string Cause);
