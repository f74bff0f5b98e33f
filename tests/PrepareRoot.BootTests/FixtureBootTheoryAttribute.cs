using Xunit;

namespace PrepareRoot.BootTests;

/// <summary>A table of tests that boot a machine with the test data.</summary>
public sealed class FixtureBootTheoryAttribute : TheoryAttribute
{
    public FixtureBootTheoryAttribute() => Skip = Requirements.WhyNoMachine;
}
