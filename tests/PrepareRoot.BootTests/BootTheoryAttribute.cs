using Xunit;

namespace PrepareRoot.BootTests;

/// <summary>A table of tests that boot a machine.</summary>
public sealed class BootTheoryAttribute : TheoryAttribute
{
    public BootTheoryAttribute() => Skip = Requirements.WhyNoMachine;
}
