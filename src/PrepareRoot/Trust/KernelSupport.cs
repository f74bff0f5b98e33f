using System.Text;
using PrepareRoot.Faults;
using PrepareRoot.Linux;

namespace PrepareRoot.Trust;

/// <summary>
/// What this kernel can verify. What is to be verified is refused where the kernel can't do it; it
/// is never lowered.
/// </summary>
internal static class KernelSupport
{
    private const string ReleasePath = "/proc/sys/kernel/osrelease";
    private const int ReleaseBound = 4096;

    /// <summary>What can be expected of an image on this kernel, whatever the image is.</summary>
    /// <returns>The expectation, or <see cref="FaultCode.KernelTooOld"/>.</returns>
    internal static Result<Expectation> Limit(Expectation expectation)
    {
        if (expectation.TrustLevel == TrustLevel.Unverified)
            return expectation;
        var errno = OverlayFeatures.Probe(out var features);
        if (errno != Errno.None)
            return errno.ToFault(FaultCode.MountFailed, "overlayfs can't be asked what it can do");
        if (features.Verity)
            return expectation;
        return expectation.VerityOptional
            ? expectation with { TrustLevel = TrustLevel.Unverified }
            : TooOld("every file must be verified when it is opened (verity=require of overlayfs), which Linux can from 6.6 on");
    }

    /// <summary>The fault that the kernel lacks something. It names the kernel.</summary>
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
