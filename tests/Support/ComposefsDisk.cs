using System;
using System.IO;

namespace PrepareRoot.Support;

/// <summary>
/// A disk with a composefs-rs repository (SHA-256). Debian's mkcomposefs made its two images: of an
/// <see cref="OsTree"/>, and of the same tree with a change. fs-verity is enabled on every object.
/// The first deployment's state has the layout of composefs-rs, the second's that of bootc.
/// </summary>
/// <param name="Image">The disk; must not be modified.</param>
/// <param name="Digest">The digest of the composefs image, in hexadecimal.</param>
/// <param name="SecondDigest">
/// The digest of the other image, which has one more file: <see cref="Change"/>.
/// </param>
public sealed record ComposefsDisk(string Image, string Digest, string SecondDigest)
{
    /// <summary>The file that only the second image has.</summary>
    public const string Change = "/usr/share/demo/version";

    private const string MetaJson = """
        {"version":1,"algorithm":"fsverity-sha256-12","features":{"compatible":[],"read-only-compatible":["v1_erofs"],"incompatible":[]},"erofs_formats":{"default":1}}

        """;

    // Runs in the tools' tree: /mnt is the system's tree, /media what becomes the root of the disk.
    private const string Make = $$"""
        add() {
            digest=$(mkcomposefs --min-version=1 --digest-store=/media/composefs/objects --print-digest "$1" /media/image)
            rest=${digest#??}
            directory=${digest%"$rest"}
            mkdir -p "/media/composefs/objects/$directory"
            mv /media/image "/media/composefs/objects/$directory/$rest"
            ln -s "../objects/$directory/$rest" "/media/composefs/images/$digest"
        }
        mkdir -p /media/change{{ChangeDirectory}}
        echo 2 > /media/change{{Change}}
        mount -t overlay -o lowerdir=/media/change:/mnt overlay /srv
        umask 077
        mkdir -p /media/composefs/images
        add /mnt
        first=$digest
        add /srv
        second=$digest
        umask 022
        umount /srv
        rm -r /media/change
        mkdir -p "/media/state/deploy/$first/etc/upper" "/media/state/deploy/$first/etc/work" "/media/state/deploy/$first/var"
        mkdir -p "/media/state/deploy/$second" /media/state/os/default/var
        cp --archive /mnt/etc "/media/state/deploy/$second/etc"
        ln -s ../../os/default/var "/media/state/deploy/$second/var"
        echo "$first $second"
        """;

    // The kernel asks for the label of an object, too, when a program maps a file of the image: every
    // process must be allowed to read it.
    private const string Label = """find "$1/composefs" -exec setfattr -h -n security.selinux -v system_u:object_r:usr_t:s0 {} +""";

    private const string ChangeDirectory = "/usr/share/demo";

    /// <summary>The kernel arguments that boot the first deployment.</summary>
    public string Argument => ArgumentFor(Digest);

    /// <summary>The kernel arguments that boot the second deployment.</summary>
    public string SecondArgument => ArgumentFor(SecondDigest);

    /// <summary>
    /// The path on the disk of the object with the content of one of the system's files. Files of
    /// 64 bytes and less have none.
    /// </summary>
    public static string ObjectOf(string file)
    {
        var digest = Chroot.Run(OsTree.Tools, $"fsverity digest --compact {file}").Trim();
        return $"/composefs/objects/{digest[..2]}/{digest[2..]}";
    }

    /// <summary>The disk of a system, cached.</summary>
    public static ComposefsDisk Of(OsTree os)
    {
        var hasLabels = Directory.Exists(Path.Combine(os.Tree, "etc/selinux", OsRecipe.SelinuxPolicy));
        var path = Cache.Get("disk-composefs", [os.Tree, Make, MetaJson, .. hasLabels ? [Label] : Array.Empty<string>()], path =>
        {
            var root = Path.Combine(path, "root");
            var image = Path.Combine(path, "image");
            Directory.CreateDirectory(root);
            var digests = Chroot.Run(OsTree.Tools, Make, (os.Tree, "/mnt"), (root, "/media")).Trim();
            File.WriteAllText(Path.Combine(root, "composefs/meta.json"), MetaJson);
            if (hasLabels)
                Command.Run("sh", "-euc", Label, "sh", root);
            Disk.MakeExt4(root, image, "composefs");
            Directory.Delete(root, recursive: true);
            Verity.Enable(image, os.Kernel, "composefs/objects");
            File.WriteAllText(Path.Combine(path, "digests"), digests);
        });
        var digests = File.ReadAllText(Path.Combine(path, "digests")).Split(' ');
        return new ComposefsDisk(Path.Combine(path, "image"), digests[0], digests[1]);
    }

    private static string ArgumentFor(string digest) => $"composefs.digest=v1-sha256-12:{digest}";
}
