using System.Collections.Generic;

namespace PrepareRoot.Ctl.Inputs;

/// <summary>What a boot starts from.</summary>
/// <param name="Sysroot">Where the disk is mounted.</param>
/// <param name="CommandLine">The kernel command line.</param>
/// <param name="Configuration">The files of the initramfs.</param>
internal sealed record BootInput(string Sysroot, BootCommandLine CommandLine, BootConfiguration Configuration)
{
    /// <summary>What is to be said about them.</summary>
    internal IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>
    /// The image of the disk, which messages name instead of <see cref="Sysroot"/>; null if it is
    /// mounted.
    /// </summary>
    internal string? Image { get; init; }

    /// <summary>
    /// Whether the disk's file system is writable; null: the command line says it.
    /// </summary>
    internal bool? HasWritableDisk { get; init; }

    /// <summary>The release of the kernel; null if it is not known.</summary>
    internal string? Release { get; init; }
}
