using Xunit;

namespace PrepareRoot.BootTests;

/// <summary>A test that boots a machine with the test data.</summary>
public sealed class FixtureBootFactAttribute : FactAttribute
{
    public FixtureBootFactAttribute() => Skip = Requirements.WhyNoMachine;
}
