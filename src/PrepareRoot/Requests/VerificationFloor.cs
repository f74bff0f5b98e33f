using PrepareRoot.Faults;
using PrepareRoot.Formats;

namespace PrepareRoot.Requests;

/// <summary>
/// Determines how strictly the root is verified. The initramfs sets the minimum. The command line
/// can raise it, but not lower it.
/// </summary>
internal static class VerificationFloor
{
    private const string Argument = "ostree.prepare-root.composefs";

    /// <summary>Combines the configuration and the command line to a mode.</summary>
    /// <param name="configured">
    /// <c>composefs.enabled</c> of the initramfs; null if it is not set.
    /// </param>
    /// <param name="commandLine">The kernel command line.</param>
    /// <param name="images">The images that the command line names.</param>
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
                Argument + "=" + argument + " on the kernel command line requires less than composefs.enabled = " + floor.Name()
                + " of the initramfs");
        }
        // If the configuration requires no verification, the argument decides, as in libostree.
        return floor >= ComposefsMode.Verity ? Max(floor, requested) : requested;
    }

    private static ComposefsMode Max(ComposefsMode a, ComposefsMode b) => a > b ? a : b;
}
