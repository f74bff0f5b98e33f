using System.Collections.Generic;

namespace PrepareRoot.Ctl.Sealing;

/// <summary>A unified kernel image that is to boot the deployment.</summary>
/// <param name="Output">Its file.</param>
internal sealed record UkiRequest(string Output)
{
    /// <summary>The kernel; null: that of the tree.</summary>
    internal string? Linux { get; init; }

    /// <summary>The parts of the initramfs, in order; empty: that of the tree.</summary>
    internal IReadOnlyList<string> Initrds { get; init; } = [];

    /// <summary>Kernel arguments that follow those of the deployment.</summary>
    internal string CommandLine { get; init; } = "";

    /// <summary>
    /// The private key and the certificate that sign it for Secure Boot; null: it is not signed.
    /// </summary>
    internal (string Key, string Certificate)? Signer { get; init; }
}
