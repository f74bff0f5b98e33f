namespace PrepareRoot.Trust;

/// <summary>Why an image is trusted.</summary>
internal enum TrustLevel
{
    /// <summary>It is not verified, and no verification is asked for.</summary>
    Unverified,

    /// <summary>
    /// The kernel enforces the digest that the image has, and each file is verified against the
    /// image. Nothing says which digest it must have.
    /// </summary>
    Integrity,

    /// <summary>It has the digest that the kernel command line names.</summary>
    CommandLine,

    /// <summary>It has a digest that is signed by a key in the initramfs.</summary>
    Signature,
}

/// <summary>How the record spells a <see cref="TrustLevel"/>.</summary>
internal static class TrustLevels
{
    /// <summary>One word.</summary>
    public static string Name(this TrustLevel level) => level switch
    {
        TrustLevel.Signature => "signature",
        TrustLevel.CommandLine => "command-line",
        TrustLevel.Integrity => "integrity",
        _ => "none",
    };
}
