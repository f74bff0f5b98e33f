using System;
using System.Globalization;
using System.IO;
using System.Linq;
using PrepareRoot.Support;

namespace PrepareRoot.BootTests.Fixtures;

/// <summary>A disk of the test data, with fs-verity.</summary>
/// <param name="Archive">The compressed image.</param>
/// <param name="Directory">
/// The directory of it that is mounted as if it were the root of the disk.
/// </param>
public sealed record FixtureDisk(string Archive, string Directory)
{
    /// <summary>A libostree sysroot.</summary>
    public static readonly FixtureDisk Ostree = new("ostree-verity-root.img.zst", "");

    /// <summary>A repository of composefs-rs with SHA-512.</summary>
    public static readonly FixtureDisk Sha512 = new("composefs-verity.ext4.zst", "sha512");

    /// <summary>A repository of composefs-rs with SHA-256.</summary>
    public static readonly FixtureDisk Sha256 = new("composefs-verity.ext4.zst", "sha256");

    /// <summary>The image, cached. It must not be modified.</summary>
    public string Image
    {
        get
        {
            var archive = Checkout.Fixture(Archive);
            return Cache.Get(
                "boot-test-" + Archive.Split('.')[0],
                [Cache.Hash(archive)],
                path => Command.Run("zstd", "--decompress", "--quiet", "--sparse", archive, "-o", path));
        }
    }

    /// <summary>
    /// A shell script that overwrites the first bytes of a block of a file's content on the disk,
    /// which is its first argument.
    /// </summary>
    /// <param name="file">The file, from the disk's root directory.</param>
    /// <param name="block">Which of its blocks of 4096 bytes.</param>
    public string Overwrite(string file, int block)
    {
        const int blockSize = 4096;
        var blocks = Command.Run("debugfs", "-R", "blocks " + Path.Combine("/", Directory, file), Image).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var offset = long.Parse(blocks[block], CultureInfo.InvariantCulture) * blockSize;
        return string.Create(CultureInfo.InvariantCulture, $"printf tampered | dd of=\"$1\" bs=1 seek={offset} conv=notrunc 2> /dev/null");
    }

    /// <summary>
    /// The object that holds the content of a file of the image, from the disk's root directory.
    /// </summary>
    /// <param name="file">The file's path in the image, as <c>/usr/lib/os-release</c>.</param>
    public string ObjectOf(string file)
    {
        // PATH SIZE MODE NLINK UID GID RDEV MTIME PAYLOAD CONTENT DIGEST (composefs-dump(5))
        const int payload = 8;
        var line = Dump().Single(line => line.StartsWith(file + " ", StringComparison.Ordinal));
        return (this == Ostree ? "ostree/repo/objects/" : "composefs/objects/") + line.Split(' ')[payload];
    }

    private string[] Dump() => this == Ostree
        ? File.ReadAllLines(Checkout.Fixture("oracle/a.dump"))
        : Command.Run(
            "tar", "-I", "zstd -d --long=27", "--to-stdout", "-xf", Checkout.Fixture("composefs-sysroot.tar.zst"),
            $"composefs-fixture/dump-{Directory}.txt").Split('\n');
}
