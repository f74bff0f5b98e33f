using PrepareRoot.Support;

namespace PrepareRoot.MountTests.EveryCall;

/// <summary>A run in which a call was to fail.</summary>
/// <param name="Result">How it ended.</param>
/// <param name="Injected">Whether the run came to the call.</param>
internal sealed record InjectedRun(CommandResult Result, bool Injected);
