using PrepareRoot.Support;

namespace PrepareRoot.PackageTests;

/// <summary>Debian forky with a generator of initramfs images.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Tree">The tree, as apt installed it; must not be modified.</param>
/// <param name="Unpack">A shell command that unpacks the file <c>$image</c> into the working directory.</param>
internal sealed record InitramfsGenerator(string Name, string Tree, string Unpack)
{
    /// <summary>dracut, with ostree-boot and its dracut module.</summary>
    internal static InitramfsGenerator Dracut => new("dracut", OsTree.Tools, "lsinitrd --unpack $image");

    /// <summary>initramfs-tools, without ostree-boot.</summary>
    internal static InitramfsGenerator InitramfsTools => new(
        "initramfs-tools",
        DebianTree.Installed("forky", "initramfs-tools", "systemd-sysv", "udev", "kmod", "zstd", GuestArchitecture.Native.KernelPackage),
        "unmkinitramfs $image .");
}
