using System.Globalization;
using PrepareRoot.Support;

namespace PrepareRoot.MountTests.Scratch;

/// <summary>
/// A disk of the fixtures: an ext4 image, kept in the cache, that each test takes a copy of.
/// </summary>
/// <param name="Name">Its name.</param>
/// <param name="Archive">The archive that has its content.</param>
/// <param name="Directory">The directory in the archive that becomes the root of the disk.</param>
public sealed record Fixture(string Name, string Archive, string Directory)
{
    /// <summary>A libostree sysroot.</summary>
    public static readonly Fixture Ostree = new("ostree", "ostree-sysroot.tar.zst", "sysroot");

    /// <summary>A repository of composefs-rs with SHA-256.</summary>
    public static readonly Fixture Sha256 = new("sha256", "composefs-sysroot.tar.zst", "composefs-fixture/sysroot-sha256");

    /// <summary>A repository of composefs-rs with SHA-512.</summary>
    public static readonly Fixture Sha512 = new("sha512", "composefs-sysroot.tar.zst", "composefs-fixture/sysroot-sha512");

    private const string ImageSize = "32M";

    // The version of the recipe. Increment it when the recipe changes, so that cached disks are
    // made again.
    private const string MakeVersion = "2";

    /// <summary>
    /// The directory <c>composefs-fixture</c> of the archive: the tree that the composefs images
    /// were made from is in it.
    /// </summary>
    public static string Sources => Cache.Get("mount-test-sources", [Cache.Hash(Checkout.Fixture(Sha512.Archive))], directory =>
        Command.Run("sh", "-euc", """
            mkdir "$1"
            zstd -dcq --long=27 "$2" |
                tar -C "$1" --strip-components=1 --xattrs --xattrs-include='*' --numeric-owner -xpf - composefs-fixture/tree
            """, "sh", directory, Checkout.Fixture(Sha512.Archive)));

    /// <summary>The image. It must not be modified.</summary>
    public string Image => Cache.Get("mount-test-" + Name, [Cache.Hash(Checkout.Fixture(Archive)), ImageSize, MakeVersion], Make);

    // mkfs.ext4 -d can't copy hard links between symbolic links, which libostree's deployments
    // have.
    private void Make(string image)
    {
        const string formatAndUnpack = """
            set -eu
            image=$1 archive=$2 directory=$3 depth=$4
            truncate -s "$5" "$image"
            mkfs.ext4 -q -b 4096 "$image"
            mount -o loop "$image" /mnt
            zstd -dcq --long=27 "$archive" |
                tar -C /mnt --strip-components="$depth" --xattrs --xattrs-include='*' --numeric-owner -xpf - "$directory"
            umount /mnt
            """;
        var depth = Directory.Split('/').Length.ToString(CultureInfo.InvariantCulture);
        Command.Run(
            "unshare", "--mount", "--propagation", "private",
            "sh", "-c", formatAndUnpack, "sh", image, Checkout.Fixture(Archive), Directory, depth, ImageSize);
    }
}
