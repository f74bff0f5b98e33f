using Xunit;

namespace PrepareRoot.BootTests.Chain;

/// <summary>A table of tests that make signatures, and boot a machine with the test data.</summary>
public sealed class SigningBootTheoryAttribute : TheoryAttribute
{
    public SigningBootTheoryAttribute() => Skip = Requirements.WhyNoMachine ?? TestKey.WhyNone;
}
