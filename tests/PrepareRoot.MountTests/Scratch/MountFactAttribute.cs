using Xunit;

namespace PrepareRoot.MountTests.Scratch;

/// <summary>A test that mounts: it takes root, and the fixtures.</summary>
public sealed class MountFactAttribute : FactAttribute
{
    public MountFactAttribute() => Skip = Fixture.WhyNot;
}
