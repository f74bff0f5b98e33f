using Xunit;

namespace PrepareRoot.BootTests;

/// <summary>A test that boots a machine.</summary>
public sealed class BootFactAttribute : FactAttribute
{
    public BootFactAttribute() => Skip = Requirements.WhyNoMachine;
}
