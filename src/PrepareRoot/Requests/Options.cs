namespace PrepareRoot.Requests;

/// <summary>The command-line options, with their defaults.</summary>
/// <param name="Sysroot">The mount point of the disk.</param>
internal sealed record Options(string Sysroot)
{
    /// <summary>The default mount point of the disk.</summary>
    public const string DefaultSysroot = "/sysroot";

    /// <summary>The default of <see cref="SetupConfiguration"/>.</summary>
    public const string DefaultSetupConfiguration = "/usr/lib/composefs/setup-root-conf.toml";

    /// <summary>The kernel command line; null: the content of <c>/proc/cmdline</c>.</summary>
    public string? CommandLine { get; init; }

    /// <summary>The path of the configuration file of composefs-rs and bootc.</summary>
    public string SetupConfiguration { get; init; } = DefaultSetupConfiguration;

    /// <summary>A directory that becomes the root instead of an image; null for none.</summary>
    public string? RootTree { get; init; }

    /// <summary>
    /// The directory that the new root is attached at, while the disk stays at
    /// <see cref="Sysroot"/>; null: the new root replaces the disk.
    /// </summary>
    public string? Target { get; init; }

    /// <summary>
    /// Whether there is no initramfs. Then the configuration is on the disk, and the program also
    /// mounts <c>/var</c> and <c>/boot</c>.
    /// </summary>
    public bool WithoutInitramfs { get; init; }

    /// <summary>
    /// The root directory for the paths of the configuration; null: the root of the process.
    /// </summary>
    public string? ConfigurationRoot => WithoutInitramfs ? Sysroot : null;
}
