using System.IO;

namespace PrepareRoot.Support;

/// <summary>
/// A disk with one deployment of an <see cref="OsTree"/>, made by the real ostree with composefs; fs-verity is enabled on
/// every file object and on the deployment's image.
/// </summary>
/// <param name="Image">The disk; must not be written to.</param>
/// <param name="Argument">The <c>ostree=</c> word of its boot loader entry.</param>
public sealed record OstreeDisk(string Image, string Argument)
{
    /// <summary>The stateroot of the deployment.</summary>
    public const string Stateroot = "demo";

    // Run in the tools' tree: /media is a directory on the file system that the system's tree is on, as links need.
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
        ostree --repo=$repo commit --branch=demo --generate-composefs-metadata --no-xattrs /media/commit
        ostree admin deploy --sysroot=/media/root --os=demo demo
        """;

    /// <summary>The disk of a system, cached.</summary>
    public static OstreeDisk Of(OsTree os)
    {
        var path = Cache.Get("disk-ostree", [os.Tree, Make], path =>
        {
            var root = Path.Combine(path, "root");
            var image = Path.Combine(path, "image");
            Directory.CreateDirectory(root);
            Command.Run("cp", "--archive", "--link", os.Tree, Path.Combine(path, "commit"));
            Chroot.Run(OsTree.Tools, Make, (path, "/media"));
            Disk.MakeExt4(root, image, "ostree");
            var entry = Directory.GetFiles(Path.Combine(root, "boot/loader/entries"))[0];
            File.WriteAllText(Path.Combine(path, "argument"), Argument(File.ReadAllText(entry)));
            Cache.Remove(root);
            Cache.Remove(Path.Combine(path, "commit"));
            Verity.Enable(image, os.Kernel, "ostree/repo/objects", "ostree/deploy/*/deploy/*/.ostree.cfs");
        });
        return new OstreeDisk(Path.Combine(path, "image"), File.ReadAllText(Path.Combine(path, "argument")));

        static string Argument(string entry)
        {
            var start = entry.IndexOf("ostree=", System.StringComparison.Ordinal);
            return entry[start..].Split([' ', '\n'])[0];
        }
    }
}
