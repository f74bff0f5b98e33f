using System.IO;

namespace PrepareRoot.Support;

/// <summary>
/// A disk with a composefs-rs repository (SHA-256) that holds one image, that of an <see cref="OsTree"/>, made by Debian's
/// mkcomposefs; fs-verity is enabled on every object.
/// </summary>
/// <param name="Image">The disk; must not be written to.</param>
/// <param name="Digest">The digest of the composefs image, in hexadecimal.</param>
public sealed record ComposefsDisk(string Image, string Digest)
{
    private const string MetaJson = """
        {"version":1,"algorithm":"fsverity-sha256-12","features":{"compatible":[],"read-only-compatible":["v1_erofs"],"incompatible":[]},"erofs_formats":{"default":1}}

        """;

    // Run in the tools' tree: /mnt is the system's tree, /media what becomes the root of the disk.
    private const string Make = """
        umask 077
        mkdir -p /media/composefs/images
        digest=$(mkcomposefs --min-version=1 --digest-store=/media/composefs/objects --print-digest /mnt /media/image)
        rest=${digest#??}
        directory=${digest%"$rest"}
        mkdir -p "/media/composefs/objects/$directory"
        mv /media/image "/media/composefs/objects/$directory/$rest"
        ln -s "../objects/$directory/$rest" "/media/composefs/images/$digest"
        umask 022
        mkdir -p "/media/state/deploy/$digest/etc/upper" "/media/state/deploy/$digest/etc/work" "/media/state/deploy/$digest/var"
        echo "$digest"
        """;

    /// <summary>The words that boot from it, to be added to the kernel command line.</summary>
    public string Argument => $"composefs.digest=v1-sha256-12:{Digest}";

    /// <summary>The object with the content of one of the system's files: its path on the disk. Files of 64 bytes and less have none.</summary>
    public static string ObjectOf(string file)
    {
        var digest = Chroot.Run(OsTree.Tools, $"fsverity digest --compact {file}").Trim();
        return $"/composefs/objects/{digest[..2]}/{digest[2..]}";
    }

    /// <summary>The disk of a system, cached.</summary>
    public static ComposefsDisk Of(OsTree os)
    {
        var path = Cache.Get("disk-composefs", [os.Tree, Make, MetaJson], path =>
        {
            var root = Path.Combine(path, "root");
            var image = Path.Combine(path, "image");
            Directory.CreateDirectory(root);
            var digest = Chroot.Run(OsTree.Tools, Make, (os.Tree, "/mnt"), (root, "/media")).Trim();
            File.WriteAllText(Path.Combine(root, "composefs/meta.json"), MetaJson);
            Disk.MakeExt4(root, image, "composefs");
            Directory.Delete(root, recursive: true);
            Verity.Enable(image, os.Kernel, "composefs/objects");
            File.WriteAllText(Path.Combine(path, "digest"), digest);
        });
        return new ComposefsDisk(Path.Combine(path, "image"), File.ReadAllText(Path.Combine(path, "digest")));
    }
}
