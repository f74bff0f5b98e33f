using System;
using Xunit;

namespace PrepareRoot.MountTests.Hostile;

/// <inheritdoc cref="RootFactAttribute"/>
public sealed class RootTheoryAttribute : TheoryAttribute
{
    public RootTheoryAttribute() => Skip = Environment.IsPrivilegedProcess ? null : "mounting takes root";
}
