using PrepareRoot.Faults;
using PrepareRoot.Formats;

namespace PrepareRoot.Requests;

/// <summary>
/// How strictly the root is verified. The initramfs sets the floor. The command line may raise it,
/// never lower it.
/// </summary>
internal static class VerificationFloor
{
    private const string Argument = "ostree.prepare-root.composefs";

    /// <summary>The mode that the configuration and the command line add up to.</summary>
    /// <param name="configured">
    /// <c>composefs.enabled</c> of the initramfs; null if it does not say.
    /// </param>
    /// <param name="commandLine">The kernel command line.</param>
    /// <param name="images">The images that it names.</param>
    /// <returns>The mode, or <see cref="FaultCode.FloorLowered"/>.</returns>
    internal static Result<ComposefsMode> Raise(ComposefsMode? configured, KernelCommandLine commandLine, ImageRequest[] images)
    {
        var floor = configured ?? ComposefsMode.Disabled;
        if (!RaiseByArgument(floor, commandLine.First(Argument)).Try(out var requested, out var fault))
            return fault;
        var mode = requested;
        foreach (var image in images)
        {
            if (image.VerityOptional && requested >= ComposefsMode.Verity)
            {
                return new Fault(
                    FaultCode.FloorLowered,
                    "the kernel command line makes fs-verity optional (the ? before " + image.Digest.Hex + "), but composefs.enabled = "
                    + requested.Name() + " requires it");
            }
            mode = Max(mode, image.VerityOptional ? ComposefsMode.Enabled : ComposefsMode.Verity);
        }
        return mode;
    }

    private static Result<ComposefsMode> RaiseByArgument(ComposefsMode floor, string? argument)
    {
        if (argument is null)
            return floor;
        if (ComposefsModes.ParseArgument(argument) is not { } requested)
        {
            return new Fault(
                FaultCode.KernelArgumentMalformed,
                Argument + "= must be signed, yes, no or maybe, but is " + OffendingText.Quote(argument));
        }
        if (floor >= ComposefsMode.Verity && requested < ComposefsMode.Enabled)
        {
            return new Fault(
                FaultCode.FloorLowered,
                Argument + "=" + argument + " on the kernel command line asks for less than composefs.enabled = " + floor.Name()
                + " of the initramfs");
        }
        // Where nothing is verified there is nothing to lower: the argument decides, as in
        // libostree.
        return floor >= ComposefsMode.Verity ? Max(floor, requested) : requested;
    }

    private static ComposefsMode Max(ComposefsMode a, ComposefsMode b) => a > b ? a : b;
}
