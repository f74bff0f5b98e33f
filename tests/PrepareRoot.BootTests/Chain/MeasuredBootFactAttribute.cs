using Xunit;

namespace PrepareRoot.BootTests.Chain;

/// <summary>A test that boots a machine with a TPM.</summary>
public sealed class MeasuredBootFactAttribute : FactAttribute
{
    public MeasuredBootFactAttribute() => Skip = WhyNot;

    internal static string? WhyNot => Requirements.WhyNoMachine ?? WhyNoTpm;

    internal static string? WhyNoTpm => Requirements.IsInPath("swtpm") ? null : "swtpm is not installed";
}
