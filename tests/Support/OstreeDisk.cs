using System;
using System.IO;
using System.Linq;

namespace PrepareRoot.Support;

/// <summary>
/// A disk with one deployment of an <see cref="OsTree"/>, made by ostree itself with composefs;
/// fs-verity is enabled on every file object and on the deployment's image.
/// </summary>
/// <param name="Image">The disk; must not be modified.</param>
/// <param name="Argument">The <c>ostree=</c> word of its boot loader entry.</param>
/// <param name="Deployment">The path of the deployment from the root of the disk.</param>
public sealed record OstreeDisk(string Image, string Argument, string Deployment)
{
    // Runs in the tools' tree. /media is on the same file system as the system's tree, as hard
    // links need.
    private const string Make = """
        cd /media/commit
        mv etc usr/etc
        rm -rf home root mnt opt srv tmp
        for link in home:var/home root:var/roothome mnt:var/mnt opt:var/opt srv:var/srv ostree:sysroot/ostree; do
            ln -s "${link#*:}" "${link%%:*}"
        done
        mkdir -m 1777 tmp
        cd /

        ostree admin init-fs --epoch=1 /media/root
        repo=/media/root/ostree/repo
        ostree --repo=$repo config set ex-integrity.composefs true
        ostree --repo=$repo config set sysroot.readonly true
        ostree --repo=$repo config set sysroot.bootloader none
        ostree admin os-init --sysroot=/media/root demo
        ostree --repo=$repo commit --branch=demo --generate-composefs-metadata --no-xattrs $Labels/media/commit
        ostree admin deploy --sysroot=/media/root --os=demo demo
        """;

    /// <summary>The disk of a system, cached.</summary>
    public static OstreeDisk Of(OsTree os)
    {
        var hasLabels = Directory.Exists(Path.Combine(os.Tree, "etc/selinux", OsRecipe.SelinuxPolicy));
        var make = Make.Replace("$Labels", hasLabels ? "--selinux-policy=/media/commit --selinux-labeling-epoch=1 " : "", StringComparison.Ordinal);
        var path = Cache.Get("disk-ostree", [os.Tree, make], path =>
        {
            var root = Path.Combine(path, "root");
            var image = Path.Combine(path, "image");
            Directory.CreateDirectory(root);
            Command.Run("cp", "--archive", "--link", os.Tree, Path.Combine(path, "commit"));
            Chroot.Run(OsTree.Tools, make, (path, "/media"));
            Disk.MakeExt4(root, image, "ostree");
            File.WriteAllText(Path.Combine(path, "argument"), ArgumentIn(root));
            File.WriteAllText(Path.Combine(path, "deployment"), DeploymentIn(root));
            Cache.Remove(root);
            Cache.Remove(Path.Combine(path, "commit"));
            Verity.Enable(image, os.Kernel, "ostree/repo/objects", "ostree/deploy/*/deploy/*/.ostree.cfs");
        });
        return new OstreeDisk(
            Path.Combine(path, "image"),
            File.ReadAllText(Path.Combine(path, "argument")),
            File.ReadAllText(Path.Combine(path, "deployment")));
    }

    /// <summary>
    /// The path on the disk of the object with the content of one of the system's files. Empty
    /// files have none.
    /// </summary>
    public string ObjectOf(string file) => Deployment + file;

    // The boot loader entry: "options … ostree=PATH …".
    private static string ArgumentIn(string root) =>
        File.ReadAllText(Directory.GetFiles(Path.Combine(root, "boot/loader/entries")).Single())
            .Split([' ', '\n']).Single(word => word.StartsWith("ostree=", StringComparison.Ordinal));

    private static string DeploymentIn(string root) =>
        Directory.GetDirectories(Path.Combine(root, "ostree/deploy/demo/deploy")).Single()[root.Length..];
}
