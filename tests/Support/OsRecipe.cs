namespace PrepareRoot.Support;

/// <summary>How an <see cref="OsTree"/> is made.</summary>
/// <param name="Suite">Debian's name of the release.</param>
/// <param name="Packages">Its packages, beyond those of every such system.</param>
/// <param name="MakeInitramfs">
/// Makes its initramfs: a shell command that runs in the tree. <c>$kernel</c> is the kernel's
/// release, <c>$initramfs</c> the file.
/// </param>
public sealed record OsRecipe(string Suite, string[] Packages, string MakeInitramfs)
{
    private const string Dracut = """dracut --quiet --force --no-hostonly --no-compress --kver "$kernel" "$initramfs" """;

    /// <summary>The release with composefs and an ostree that supports it, with dracut.</summary>
    public static OsRecipe Forky { get; } = new(
        "forky",
        ["dracut-core", "ostree", "ostree-boot", "composefs", "fsverity", "systemd-boot", "libqrencode4"],
        Dracut);

    /// <summary>The release before, with dracut.</summary>
    public static OsRecipe Trixie { get; } = new("trixie", ["dracut-core"], Dracut);

    /// <summary>
    /// The same release with initramfs-tools, Debian's default generator until then.
    /// </summary>
    public static OsRecipe TrixieInitramfsTools { get; } = new(
        "trixie",
        ["initramfs-tools", "busybox"],
        """
        echo RESUME=none > /etc/initramfs-tools/conf.d/resume
        mkinitramfs -o "$initramfs" "$kernel"
        """);

    /// <summary>The same release with dracut, configured without systemd.</summary>
    public static OsRecipe TrixieDracutWithoutSystemd { get; } = new(
        "trixie",
        ["dracut-core"],
        """dracut --quiet --force --no-hostonly --no-compress --omit systemd --kver "$kernel" "$initramfs" """);
}
