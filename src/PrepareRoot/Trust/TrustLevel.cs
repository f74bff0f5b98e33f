namespace PrepareRoot.Trust;

/// <summary>What an image was verified against.</summary>
internal enum TrustLevel
{
    /// <summary>Nothing. No verification is required.</summary>
    Unverified,

    /// <summary>
    /// The kernel enforces fs-verity for the image, and each file is verified against the image.
    /// The image itself may have any digest.
    /// </summary>
    Integrity,

    /// <summary>The image has a digest that the kernel command line names.</summary>
    CommandLine,

    /// <summary>The image has a digest that is signed by a key in the initramfs.</summary>
    Signature,
}

/// <summary>The names of <see cref="TrustLevel"/>.</summary>
internal static class TrustLevels
{
    /// <summary>The name in the record and the journal.</summary>
    public static string Name(this TrustLevel level) => level switch
    {
        TrustLevel.Signature => "signature",
        TrustLevel.CommandLine => "command-line",
        TrustLevel.Integrity => "integrity",
        _ => "none",
    };
}
