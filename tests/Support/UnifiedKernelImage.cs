using System.IO;

namespace PrepareRoot.Support;

/// <summary>
/// A kernel, an initramfs and a command line in one program for UEFI, as <c>ukify</c> makes it. One
/// signature covers all three.
/// </summary>
public static class UnifiedKernelImage
{
    /// <summary>Makes one, and a copy signed with <see cref="Firmware.Key"/>.</summary>
    /// <param name="kernel">The kernel's image.</param>
    /// <param name="initrd">The initramfs.</param>
    /// <param name="commandLine">The whole command line.</param>
    /// <param name="directory">The directory for <c>signed.efi</c> and <c>unsigned.efi</c>.</param>
    public static void Write(string kernel, string initrd, string commandLine, string directory)
    {
        File.Copy(kernel, Path.Combine(directory, "kernel"));
        File.Copy(initrd, Path.Combine(directory, "initrd"));
        File.WriteAllText(Path.Combine(directory, "cmdline"), commandLine);
        File.Copy(Firmware.Certificate, Path.Combine(directory, "certificate"));
        Command.Run(
            "openssl", "pkey", "-in", Firmware.Key, "-passin", "pass:" + Firmware.Passphrase, "-out", Path.Combine(directory, "key"));
        Chroot.Run(
            SystemdTools.Tree,
            """
            cd /mnt
            ukify build --linux=kernel --initrd=initrd --cmdline=@cmdline --output=unsigned.efi
            sbsign --key key --cert certificate --output signed.efi unsigned.efi
            """,
            (directory, "/mnt"));
    }
}
