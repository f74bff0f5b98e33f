using System;
using System.Collections.Generic;
using System.IO;
using PrepareRoot.Support;

namespace PrepareRoot.Demo;

/// <summary>A disk that <c>prepare-rootctl seal</c> made of a tree, on a kernel with fs-verity.</summary>
/// <param name="Image">The disk.</param>
/// <param name="Argument">The kernel argument that it printed.</param>
internal sealed record SealedDisk(string Image, string Argument)
{
    /// <summary>The digest of the image, in hexadecimal.</summary>
    public string Digest => Argument[(Argument.LastIndexOf(':') + 1)..];

    /// <summary>Seals a tree of busybox in which prepare-root is installed.</summary>
    /// <exception cref="InvalidOperationException">It failed; the message has the console.</exception>
    public static SealedDisk Make(Action<string>? watch)
    {
        var directory = Directory.CreateTempSubdirectory("prepare-root-demo-").FullName;
        var (image, from, initramfs) = (Path.Combine(Demonstration.Logs, "sealed.img"), Path.Combine(directory, "from.img"), Path.Combine(directory, "initramfs"));
        try
        {
            var tree = Directory.CreateDirectory(Path.Combine(directory, "from/tree")).FullName;
            BusyboxTree.Fill(tree, Demonstration.Script("init.sh"));
            Command.Run("make", "--silent", "-C", Checkout.File("."), "install", "DESTDIR=" + tree);
            Directory.CreateDirectory(Path.Combine(tree, "etc"));
            Disk.MakeExt4(Path.GetDirectoryName(tree), from, "tree", free: 16);
            Disk.MakeExt4(null, image, "sealed", free: 128);
            var kernel = Kernel.Of(OsRecipe.Forky.Suite);
            new Initramfs(kernel, Demonstration.Script("seal.sh"))
            {
                Files = new Dictionary<string, string> { ["bin/prepare-rootctl"] = Artifacts.Tool },
            }.Write(initramfs);
            var result = new Machine(kernel.Image, initramfs)
            {
                Drives = [new Drive(from), new Drive(image) { Snapshot = false }],
                Log = Path.Combine(Demonstration.Logs, "seal.log"),
                Watch = watch,
            }.Run();
            return result.ExitStatus == 0
                ? new SealedDisk(image, result.Report.Trim())
                : throw new InvalidOperationException("seal failed:\n" + result.Console + result.Report);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    /// <summary>The path on the disk of the object with the content of a file of the tree.</summary>
    public static string ObjectOf(string file)
    {
        var digest = Command.Run(Artifacts.Tool, "digest", Checkout.File("docs/man/" + Path.GetFileName(file))).Split(' ', ':')[1];
        return $"/composefs/objects/{digest[..2]}/{digest[2..]}";
    }
}
