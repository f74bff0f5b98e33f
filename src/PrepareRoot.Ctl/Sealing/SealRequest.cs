using PrepareRoot.Formats;

namespace PrepareRoot.Ctl.Sealing;

/// <summary>What is to be sealed.</summary>
/// <param name="Tree">The directory with the tree.</param>
/// <param name="Output">The root directory of the disk; made if it is missing.</param>
/// <param name="Format">The format of the image.</param>
/// <param name="Algorithm">The hash of the digests.</param>
internal sealed record SealRequest(string Tree, string Output, ImageFormat Format, FsVerityAlgorithm Algorithm)
{
    /// <summary>Whether the disk may have deployments, and keeps them.</summary>
    internal bool IsIncremental { get; init; }

    /// <summary>Whether the file system may lack fs-verity.</summary>
    internal bool AllowsNoVerity { get; init; }

    /// <summary>The unified kernel image that is made with it; null for none.</summary>
    internal UkiRequest? Uki { get; init; }

    /// <summary>What is done with device nodes and sockets.</summary>
    internal SpecialFiles Special { get; init; }
}
