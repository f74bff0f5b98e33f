using System;
using Xunit;

namespace PrepareRoot.MountTests.Hostile;

/// <summary>A test that mounts, but needs no fixtures.</summary>
public sealed class RootFactAttribute : FactAttribute
{
    public RootFactAttribute() => Skip = Environment.IsPrivilegedProcess ? null : "mounting takes root";
}
