namespace PrepareRoot.Ctl.Sealing;

/// <summary>How an image is laid out. Each gives one image, byte for byte, for a tree.</summary>
internal enum ImageFormat
{
    /// <summary>
    /// As mkcomposefs 1.0.8 writes it: breadth first, compact inodes where they suffice, whiteouts
    /// in the root for kernels without data-only layers.
    /// </summary>
    V1 = 1,

    /// <summary>
    /// As composefs-rs writes it (its <c>doc/image-format.md</c>): depth first, extended inodes.
    /// </summary>
    V2 = 2,
}
