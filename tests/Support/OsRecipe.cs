using System;

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
    /// <summary>
    /// Whether prepare-root is installed. Without it, libostree's program prepares the root.
    /// </summary>
    public bool HasPrepareRoot { get; init; } = true;

    /// <summary>Further shell commands, which run in the tree when all else is done.</summary>
    public string Finish { get; init; } = "";

    private const string Dracut = """dracut --quiet --force --no-hostonly --no-compress --kver "$kernel" "$initramfs" """;

    /// <summary>The release with composefs and an ostree that supports it, with dracut.</summary>
    public static OsRecipe Forky { get; } = new(
        "forky",
        ["dracut-core", "ostree", "ostree-boot", "composefs", "fsverity", "systemd-boot", "libqrencode4"],
        Dracut);

    /// <summary>
    /// The same system with programs that ask what the root file system is, or need it writable. The
    /// kernel that saves a dump boots as the system does, from its own kernel and initramfs.
    /// </summary>
    public static OsRecipe ForkyWithPrograms { get; } = Forky with
    {
        Packages = [.. Forky.Packages, "podman", "crun", "busybox-static", "grub-common", "kdump-tools", "kexec-tools", "makedumpfile"],
        MakeInitramfs = """
            cat >> /etc/default/kdump-tools << 'END'
            KDUMP_KERNEL=/usr/lib/modules/$(uname -r)/vmlinuz
            KDUMP_INITRD=/usr/lib/modules/$(uname -r)/initramfs.img
            END

            """ + Dracut,
    };

    /// <summary>
    /// The same system with SELinux, enforcing.
    /// </summary>
    public static OsRecipe ForkyWithSelinux { get; } = Forky with
    {
        Packages = [.. Forky.Packages, "selinux-policy-default"],
        MakeInitramfs = $"""
            printf 'SELINUX=enforcing\nSELINUXTYPE={SelinuxPolicy}\n' > /etc/selinux/config

            """ + Dracut,
        Finish = $"""

            setfiles -F -e /proc -e /dev -e /sys /etc/selinux/{SelinuxPolicy}/contexts/files/file_contexts /
            """,
    };

    /// <summary>The same system with libostree's program in place of ours.</summary>
    public static OsRecipe ForkyWithLibostree { get; } = Forky with
    {
        HasPrepareRoot = false,
        MakeInitramfs = """
            printf '[composefs]\nenabled = verity\n' > /usr/lib/ostree/prepare-root.conf

            """ + Dracut.Replace("dracut ", "dracut --add ostree ", StringComparison.Ordinal),
    };

    /// <summary>The name of the policy of <see cref="ForkyWithSelinux"/>.</summary>
    public const string SelinuxPolicy = "default";

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
