using System;
using System.IO;
using System.Linq;
using PrepareRoot.Support;

namespace PrepareRoot.PackageTests;

/// <summary>A fresh Debian in which apt installed the packages, booted.</summary>
public class InstalledSystemTests
{
    // In the tree with the packages. libostree puts the digests that verity needs into an image if
    // the tree's configuration says so. /var, /boot and /run are the machine's: an image has nothing
    // of them.
    private const string SetVerity = "sed -i 's/^enabled = yes$/enabled = verity/' /usr/lib/ostree/prepare-root.conf\n";

    private const string Finish = """
        [ -e "/usr/lib/modules/$kernel/vmlinuz" ] || cp "/boot/vmlinuz-$kernel" "/usr/lib/modules/$kernel/vmlinuz"
        rm -rf /var /boot /run /home /root /tmp /packages /initrd.img* /vmlinuz*
        mkdir -p /var /boot /run /home /root /sysroot
        mkdir -m 1777 /tmp
        """;

    [RequiresFact(Needs.Machine | Needs.Packages | Needs.Root)]
    public void Sealed_it_boots_a_verified_root_from_the_initramfs_that_update_initramfs_made()
    {
        using var system = new PackagedSystem(InitramfsGenerator.InitramfsTools);
        PackageFiles.CopyDebian(system.Packages);

        system.Run("apt-get install --yes --quiet=2 /packages/prepare-root*.deb; rm -r /packages; mkdir /sysroot");

        new SealedDisk(system.Directory).BootsVerified("initramfs-tools");
    }

    [RequiresFact(Needs.Machine | Needs.Packages | Needs.Root | Needs.FsVerity)]
    public void Deployed_by_ostree_it_boots_a_verified_root_from_the_initramfs_that_dracut_made()
    {
        var install = new RecipePage("ostree-and-back.md").Commands("In the tree");
        var dracut = install.IndexOf("dracut ", StringComparison.Ordinal);
        var script = $"cd /packages\n{install[..dracut]}{SetVerity}{install[dracut..]}{Finish}";
        var tree = Cache.Get("os-packaged", [OsTree.Tools, script, .. PackageFiles.Debian.Select(Cache.Hash)], path =>
        {
            using var system = new PackagedSystem(InitramfsGenerator.Dracut);
            PackageFiles.CopyDebian(system.Packages);
            system.Run(script);
            Command.Run("find", system.File("/dev"), "-mindepth", "1", "-delete");
            Command.Run("mv", system.Root, path);
        });
        var kernel = Kernel.In(tree);
        var os = new OsTree(tree, kernel, Path.Combine(kernel.Modules, "initramfs.img"));
        var disk = OstreeDisk.Of(os);
        var digest = DigestOf(disk);

        BootedRoot.IsVerified(os.Machine(disk.Image, $"{disk.Argument} composefs={digest}"), digest, "ostree");
    }

    private static string DigestOf(OstreeDisk disk)
    {
        using var scratch = new Scratch();
        Command.Run("debugfs", "-R", $"dump {disk.Deployment}/.ostree.cfs {scratch["image"]}", disk.Image);
        return Command.Run("fsverity", "digest", "--compact", scratch["image"]).Trim();
    }
}
