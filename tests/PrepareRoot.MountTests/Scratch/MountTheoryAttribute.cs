using Xunit;

namespace PrepareRoot.MountTests.Scratch;

/// <summary>A table of tests that mount: it takes root, and the fixtures.</summary>
public sealed class MountTheoryAttribute : TheoryAttribute
{
    public MountTheoryAttribute() => Skip = Fixture.WhyNot;
}
