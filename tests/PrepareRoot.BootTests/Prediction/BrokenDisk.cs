using PrepareRoot.BootTests.Guest;

namespace PrepareRoot.BootTests.Prediction;

/// <summary>A disk that is refused, or a request of one.</summary>
/// <param name="Case">The case.</param>
/// <param name="Code">The code of the fault.</param>
public sealed record BrokenDisk(BootCase Case, string Code);
