using System.Text;
using PrepareRoot.Faults;
using PrepareRoot.Linux;

namespace PrepareRoot.Trust;

/// <summary>
/// Checks that this kernel can verify what must be verified. If it can't, the request is refused.
/// The requirement is never lowered.
/// </summary>
internal static class KernelSupport
{
    private const string ReleasePath = "/proc/sys/kernel/osrelease";
    private const int ReleaseBound = 4096;

    /// <summary>Limits the expectation to what this kernel can verify.</summary>
    /// <returns>The expectation, or <see cref="FaultCode.KernelTooOld"/>.</returns>
    internal static Result<Expectation> Limit(Expectation expectation)
    {
        if (expectation.TrustLevel == TrustLevel.Unverified)
            return expectation;
        var errno = OverlayFeatures.Probe(out var features);
        if (errno != Errno.None)
            return errno.ToFault(FaultCode.MountFailed, "the features of overlayfs can't be probed");
        if (features.Verity)
            return expectation;
        return expectation.VerityOptional
            ? expectation with { TrustLevel = TrustLevel.Unverified }
            : TooOld("every file must be verified when it is opened (verity=require of overlayfs), which needs Linux 6.6");
    }

    /// <summary>
    /// The fault for a feature that the kernel lacks. It names the kernel's release.
    /// </summary>
    internal static Fault TooOld(string why) => new(FaultCode.KernelTooOld, why + "; this kernel is " + Release());

    private static string Release()
    {
        if (Files.Open(null, ReleasePath, Files.O_RDONLY, 0, out var file) != Errno.None)
            return "older";
        using (file)
        {
            return Files.ReadToEnd(file, ReleaseBound, out var content) == Errno.None
                ? Encoding.UTF8.GetString(content).TrimEnd('\n')
                : "older";
        }
    }
}
