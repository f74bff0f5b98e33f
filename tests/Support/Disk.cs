using System;
using System.Globalization;
using System.IO;
using System.Linq;

namespace PrepareRoot.Support;

/// <summary>Disk images: raw and sparse, with one ext4 without a partition table.</summary>
public static class Disk
{
    private const long MiB = 1 << 20;
    private const int BlockSize = 4096;

    /// <summary>
    /// Makes one that holds a copy of a tree, owners and extended attributes included, and that can
    /// hold fs-verity files.
    /// </summary>
    /// <param name="tree">What goes into its root; null for nothing.</param>
    /// <param name="image">The file to make.</param>
    /// <param name="label">The file system's label.</param>
    /// <param name="free">Free space beyond the tree and its Merkle trees, in MiB.</param>
    public static void MakeExt4(string? tree, string image, string label, long free = 256)
    {
        var used = tree is null ? 0 : long.Parse(Command.Run("du", "--summarize", "--block-size=1", tree).Split('\t')[0], CultureInfo.InvariantCulture);
        using (var file = File.Create(image))
            file.SetLength((used * 2) + (free * MiB)); // the Merkle tree of a small file takes one or two blocks
        string[] source = tree is null ? [] : ["-d", tree];
        Command.Run("mkfs.ext4", ["-q", "-b", BlockSize.ToString(CultureInfo.InvariantCulture), "-O", "verity", "-L", label, .. source, image]);
    }

    /// <summary>
    /// Changes one byte of a file's data on the image itself, without the file system.
    /// </summary>
    /// <param name="image">The image.</param>
    /// <param name="path">The file's path from the root of the disk.</param>
    /// <exception cref="InvalidOperationException">
    /// There is no such file, or it has no data.
    /// </exception>
    public static void Corrupt(string image, string path)
    {
        var block = Command.Run("debugfs", "-R", $"blocks {path}", image).Split(' ', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault();
        if (!long.TryParse(block, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            throw new InvalidOperationException($"{image}: no data of {path}");
        using var file = File.Open(image, FileMode.Open, FileAccess.ReadWrite);
        file.Position = number * BlockSize;
        var changed = (byte)(file.ReadByte() ^ 1);
        file.Position = number * BlockSize;
        file.WriteByte(changed);
    }

    /// <summary>Changes an image without mounting it.</summary>
    /// <param name="image">The image.</param>
    /// <param name="requests">The requests, in the syntax of debugfs(8).</param>
    /// <exception cref="InvalidOperationException">debugfs refused one.</exception>
    public static void Edit(string image, params string[] requests)
    {
        // Its exit status is always 0. All output except its version and the requests is an error.
        var debugfs = new Command("debugfs", "-w", "-f", "-", image) { Input = string.Join('\n', requests) + '\n' };
        var result = debugfs.RunToAnyEnd();
        var complaints = result.Error.Split('\n').Skip(1).Where(line => line.Length > 0).ToList();
        if (result.ExitStatus != 0 || complaints.Count > 0)
            throw new InvalidOperationException($"{debugfs}: {string.Join('\n', complaints)}");
    }

    /// <summary>Copies an image and keeps it sparse.</summary>
    public static void Copy(string from, string to) => Command.Run("cp", "--sparse=always", "--", from, to);
}
