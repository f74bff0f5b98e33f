using System;
using System.Globalization;
using System.IO;
using System.Linq;
using PrepareRoot.Support;

namespace PrepareRoot.Benchmarks;

/// <summary>
/// A disk with 100,000 files in one deployment, which ostree itself made with composefs: the
/// objects of its repository are those of the image.
/// </summary>
/// <param name="Path">What the root of the disk has; must not be modified.</param>
internal sealed record CheckDisk(string Path)
{
    private const int Files = 100_000;
    private const int FilesOfDirectory = 100;

    // Sizes as an operating system has them: half of the files have less than 4 kB, few have most
    // of the content.
    private const double MedianSize = 4096;
    private const double SizeDeviation = 1.5;
    private const int MaxSize = 1 << 20;

    // Runs in the tools' tree, on the disk at /media. The configuration is that of the deployment:
    // it gives the image its digests. Without fsync: it would be one for each object.
    private const string Make = """
        ostree admin init-fs --epoch=1 /media/root
        repo=/media/root/ostree/repo
        ostree --repo=$repo config set ex-integrity.composefs true
        ostree --repo=$repo config set sysroot.bootloader none
        ostree --repo=$repo config set core.fsync false
        ostree admin os-init --sysroot=/media/root bench
        ostree --repo=$repo commit --branch=bench --generate-composefs-metadata --no-xattrs --consume /media/commit
        ostree admin deploy --sysroot=/media/root --os=bench bench
        """;

    /// <summary>The disk, cached.</summary>
    internal static CheckDisk Get()
    {
        string[] key = [OsTree.Tools, Make, Recipe(Files)];
        return new CheckDisk(Cache.Get("bench-check", key, path =>
        {
            Fill(System.IO.Path.Combine(path, "commit"), Files);
            Directory.CreateDirectory(System.IO.Path.Combine(path, "root"));
            Chroot.Run(OsTree.Tools, Make, (path, "/media"));
        }));
    }

    /// <summary>The root of the disk.</summary>
    internal string Root => System.IO.Path.Combine(Path, "root");

    /// <summary>The directory of the deployment, from the root of the disk.</summary>
    internal string Deployment =>
        System.IO.Path.GetRelativePath(Root, Directory.GetDirectories(System.IO.Path.Combine(Root, "ostree/deploy/bench/deploy")).Single());

    /// <summary>The kernel argument of its boot loader entry.</summary>
    internal string Argument =>
        File.ReadAllText(Directory.GetFiles(System.IO.Path.Combine(Root, "boot/loader/entries")).Single())
            .Split([' ', '\n']).Single(word => word.StartsWith("ostree=", StringComparison.Ordinal));

    /// <summary>What <see cref="Fill"/> makes, for the key of a cache.</summary>
    internal static string Recipe(int files) =>
        string.Create(CultureInfo.InvariantCulture, $"{files} {FilesOfDirectory} {MedianSize} {SizeDeviation} {MaxSize}");

    /// <summary>
    /// Fills a tree with what an image must have to be deployed and to be found bootable, and with
    /// files.
    /// </summary>
    internal static void Fill(string tree, int files)
    {
        string Make(string name) => Directory.CreateDirectory(System.IO.Path.Combine(tree, name)).FullName;
        foreach (var name in (string[])["boot", "dev", "proc", "run", "sys", "sysroot", "tmp", "var", "usr/etc", "usr/lib/ostree"])
            Make(name);
        File.CreateSymbolicLink(System.IO.Path.Combine(tree, "sbin"), "usr/sbin");
        File.CreateSymbolicLink(System.IO.Path.Combine(tree, "ostree"), "sysroot/ostree");
        File.Copy("/bin/busybox", System.IO.Path.Combine(Make("usr/sbin"), "init"));
        File.WriteAllText(System.IO.Path.Combine(tree, "usr/lib/os-release"), "ID=bench\nVERSION_ID=1\nPRETTY_NAME=bench\n");
        File.WriteAllText(System.IO.Path.Combine(tree, "usr/lib/ostree/prepare-root.conf"), "[composefs]\nenabled = verity\n");
        var modules = Make("usr/lib/modules/1");
        File.WriteAllText(System.IO.Path.Combine(modules, "vmlinuz"), "kernel");
        File.WriteAllText(System.IO.Path.Combine(modules, "initramfs.img"), "initramfs");

        var random = new Random(1);
        var directory = "";
        for (var i = 0; i < files; i++)
        {
            if (i % FilesOfDirectory == 0)
                directory = Make(string.Create(CultureInfo.InvariantCulture, $"usr/share/bench/{i / FilesOfDirectory}"));
            var normal = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
            var content = new byte[(int)Math.Clamp(MedianSize * Math.Exp(SizeDeviation * normal), 1, MaxSize)];
            random.NextBytes(content);
            // Small contents must differ too: an object for each.
            File.WriteAllBytes(System.IO.Path.Combine(directory, i.ToString(CultureInfo.InvariantCulture)), [.. BitConverter.GetBytes(i), .. content]);
        }
    }
}
