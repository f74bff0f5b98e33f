namespace PrepareRoot.Requests;

/// <summary>
/// What the caller says: where things are that are elsewhere than they usually are.
/// </summary>
/// <param name="Sysroot">Where the disk is mounted.</param>
internal sealed record Options(string Sysroot)
{
    /// <summary>Where the disk is mounted if the caller does not say.</summary>
    public const string DefaultSysroot = "/sysroot";

    /// <summary>The kernel command line; null: the one in <c>/proc/cmdline</c>.</summary>
    public string? CommandLine { get; init; }

    /// <summary>The configuration of composefs-rs and bootc.</summary>
    public string SetupConfiguration { get; init; } = "/usr/lib/composefs/setup-root-conf.toml";

    /// <summary>A directory that becomes the root in place of an image; null for none.</summary>
    public string? RootTree { get; init; }

    /// <summary>
    /// Where the new root is attached while the disk stays at <see cref="Sysroot"/>; null: in the
    /// disk's place.
    /// </summary>
    public string? Target { get; init; }

    /// <summary>
    /// Whether there is no initramfs: the disk itself has the configuration, and the program mounts
    /// what else waits for the running system.
    /// </summary>
    public bool WithoutInitramfs { get; init; }

    /// <summary>
    /// The directory that is the root for the paths of the configuration; null: that of the
    /// process.
    /// </summary>
    public string? ConfigurationRoot => WithoutInitramfs ? Sysroot : null;
}
