using PrepareRoot.Faults;
using PrepareRoot.Requests;

namespace PrepareRoot.Trust;

/// <summary>The tree that <c>--root-fs</c> puts in the place of an image. Nobody can say what is in it, so it is for tests alone.</summary>
internal static class RootTree
{
    /// <summary>Why it can't be had with what else is asked for; null if it can.</summary>
    public static Fault? Refuse(RootPolicy policy)
    {
        if (policy.Backend == Backend.Ostree)
            return new Fault(FaultCode.ConfigurationContradictory, "--root-fs takes the place of an image that composefs= names, but ostree= names a deployment");
        if (policy.NeedsImage is { } setting)
            return new Fault(FaultCode.ConfigurationContradictory, setting + " needs an image, and --root-fs takes the place of it");
        // The configuration's word, or that of a digest on the command line without "?".
        return policy.Composefs >= ComposefsMode.Verity
            ? new Fault(FaultCode.FloorLowered, "--root-fs is a tree that nothing verifies, but what is asked for is " + policy.Composefs.Name())
            : null;
    }
}
