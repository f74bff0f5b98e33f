using Xunit;

namespace PrepareRoot.BootTests.Chain;

/// <summary>A test that boots a whole system on a machine with a TPM; it needs no test data.</summary>
public sealed class MeasuredSystemFactAttribute : FactAttribute
{
    public MeasuredSystemFactAttribute() => Skip = Requirements.WhyNoMachine ?? MeasuredBootFactAttribute.WhyNoTpm;
}
