namespace PrepareRoot.Trust;

/// <summary>Why an image is mounted.</summary>
internal enum TrustLevel
{
    /// <summary>Nothing vouches for it, and nothing was to.</summary>
    Unverified,

    /// <summary>The kernel enforces its digest, whatever that is: files are verified against it, it is against nothing.</summary>
    Integrity,

    /// <summary>Its digest is the one on the kernel command line.</summary>
    CommandLine,

    /// <summary>Its digest is signed by a key in the initramfs.</summary>
    Signature,
}

/// <summary>How the record spells a <see cref="TrustLevel"/>.</summary>
internal static class TrustLevels
{
    /// <summary>One word.</summary>
    public static string Name(this TrustLevel trustLevel) => trustLevel switch
    {
        TrustLevel.Signature => "signature",
        TrustLevel.CommandLine => "command-line",
        TrustLevel.Integrity => "integrity",
        _ => "none",
    };
}
