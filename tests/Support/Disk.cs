using System.Globalization;
using System.IO;

namespace PrepareRoot.Support;

/// <summary>Disk images: raw, one ext4 on the whole of it, sparse.</summary>
public static class Disk
{
    private const long MiB = 1 << 20;

    /// <summary>Makes one that holds a copy of a tree, owners and extended attributes included, and that can hold fs-verity files.</summary>
    /// <param name="tree">What goes into its root; null for nothing.</param>
    /// <param name="image">The file to make.</param>
    /// <param name="label">The file system's label.</param>
    /// <param name="free">Room beyond what the tree and its Merkle trees take, in MiB.</param>
    public static void MakeExt4(string? tree, string image, string label, long free = 256)
    {
        var used = tree is null ? 0 : long.Parse(Command.Run("du", "--summarize", "--block-size=1", tree).Split('\t')[0], CultureInfo.InvariantCulture);
        using (var file = File.Create(image))
            file.SetLength((used * 2) + (free * MiB)); // a Merkle tree takes a block or two of every small file
        string[] source = tree is null ? [] : ["-d", tree];
        Command.Run("mkfs.ext4", ["-q", "-b", "4096", "-O", "verity", "-L", label, .. source, image]);
    }

    /// <summary>Copies an image, holes staying holes.</summary>
    public static void Copy(string from, string to) => Command.Run("cp", "--sparse=always", "--", from, to);
}
