using System.Collections.Generic;
using System.IO;

namespace PrepareRoot.Support;

/// <summary>
/// A disk with an EFI system partition, on which are systemd-boot, a kernel, an initramfs and boot
/// entries (Type #1 of the Boot Loader Specification).
/// </summary>
public static class BootLoaderDisk
{
    // sfdisk's name of the type; mtools' name of a partition that starts at this place.
    private const string Make = """
        cd /mnt
        truncate -s 513M image
        echo '2048,512MiB,U' | sfdisk --quiet --label gpt image
        partition=image@@1M
        mformat -i $partition -F -c 8 -T $((512 * 2048)) ::
        mmd -i $partition ::/EFI ::/EFI/BOOT ::/loader ::/loader/entries
        mcopy -i $partition /usr/lib/systemd/boot/efi/systemd-bootx64.efi ::/EFI/BOOT/BOOTX64.EFI
        mcopy -i $partition kernel initramfs ::/
        mcopy -i $partition entries/* ::/loader/entries/
        """;

    /// <summary>Makes one.</summary>
    /// <param name="os">The kernel and the initramfs of every entry.</param>
    /// <param name="directory">The directory for the disk.</param>
    /// <param name="entries">
    /// Each entry's name, its version and its kernel arguments. The name may have a counter of tries:
    /// <c>name+3</c>.
    /// </param>
    /// <returns>The disk.</returns>
    public static string Of(OsTree os, string directory, params IEnumerable<(string Name, string Version, string Options)> entries)
    {
        File.Copy(os.Kernel.Image, Path.Combine(directory, "kernel"));
        var initramfs = Path.Combine(directory, "initramfs");
        if (os.Initramfs != initramfs)
            File.Copy(os.Initramfs, initramfs);
        var texts = Directory.CreateDirectory(Path.Combine(directory, "entries")).FullName;
        foreach (var (name, version, options) in entries)
        {
            File.WriteAllText(
                Path.Combine(texts, name + ".conf"),
                $"title {name}\nsort-key demo\nversion {version}\nlinux /kernel\ninitrd /initramfs\noptions {Machine.KernelOptions} {options}\n");
        }
        Chroot.Run(SystemdTools.Tree, Make, (directory, "/mnt"));
        return Path.Combine(directory, "image");
    }
}
