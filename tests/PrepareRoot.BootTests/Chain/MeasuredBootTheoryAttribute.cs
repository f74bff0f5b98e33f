using Xunit;

namespace PrepareRoot.BootTests.Chain;

/// <summary>A table of tests that look at a machine with a TPM.</summary>
public sealed class MeasuredBootTheoryAttribute : TheoryAttribute
{
    public MeasuredBootTheoryAttribute() => Skip = MeasuredBootFactAttribute.WhyNot;
}
