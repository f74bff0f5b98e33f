using System.Linq;

namespace PrepareRoot.Fuzz.Targets;

/// <summary>Every parser of bytes that are not ours, and the writers that such bytes go to.</summary>
public static class AllTargets
{
    /// <summary>All of them.</summary>
    public static Target[] All { get; } =
        [.. CommandLineTargets.All, .. ConfigurationTargets.All, .. OstreeTargets.All, .. DiskTargets.All, .. ErofsTarget.All, .. ProgramTargets.All, .. BootTargets.All, .. KeyTargets.All, .. WriterTargets.All];

    /// <summary>The one with this name.</summary>
    public static Target Named(string name) => All.Single(target => target.Name == name);
}
