namespace PrepareRoot.Mounting;

/// <summary>What EROFS mounts an image from.</summary>
internal enum ImageDevice
{
    /// <summary>The file itself.</summary>
    File,

    /// <summary>A loop device over the file.</summary>
    Loop,
}
