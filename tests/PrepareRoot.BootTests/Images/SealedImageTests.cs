using System;
using System.IO;
using System.Linq;
using PrepareRoot.Support;
using Xunit;

namespace PrepareRoot.BootTests.Images;

/// <summary><c>prepare-rootctl seal</c> beside Debian's mkcomposefs 1.0.8.</summary>
public class SealedImageTests
{
    private const int Trees = 12;

    // Runs in the tools' tree: /mnt has the trees, /media becomes what mkcomposefs makes of them.
    private const string MakeImages = """
        for tree in /mnt/*; do
            mkdir /media/${tree#/mnt/}
            mkcomposefs --min-version=1 --digest-store=/media/${tree#/mnt/} --print-digest "$tree" /media/${tree#/mnt/}.image
        done
        """;

    /// <summary>
    /// <c>WRITE_DOCS=1</c> writes the table that <c>PrepareRoot.Tests</c> compares with.
    /// </summary>
    [RequiresFact(Needs.Root)]
    public void Table_of_random_trees_is_what_mkcomposefs_makes_of_them()
    {
        using var directory = new Scratch();
        for (var seed = 1; seed <= RandomTree.Seeds; seed++)
            File.WriteAllText(directory[$"{seed:00}"], RandomTree.Of(seed));

        var digests = Chroot.Run(OsTree.Tools, "for dump in /mnt/*; do mkcomposefs --min-version=1 --from-file --print-digest-only $dump; done", (directory.Path, "/mnt"));

        var table = string.Concat(digests.TrimEnd('\n').Split('\n').Select((digest, index) => $"{index + 1} {digest}\n"));
        if (Environment.GetEnvironmentVariable("WRITE_DOCS") == "1")
            File.WriteAllText(RandomTree.DigestsFile, table);
        Assert.Equal(File.ReadAllText(RandomTree.DigestsFile), table);
    }

    [RequiresFact(Needs.Root | Needs.Tool | Needs.Tomllib)]
    public void Images_and_objects_of_random_trees_are_those_of_mkcomposefs()
    {
        using var trees = new Scratch();
        using var made = new Scratch();
        using var disks = new Scratch();
        for (var seed = 1; seed <= Trees; seed++)
            Command.Run("python3", Checkout.File("tests/PrepareRoot.BootTests/Images/random-tree.py"), trees[$"{seed:00}"], $"{seed}");

        var digests = Chroot.Run(OsTree.Tools, MakeImages, (trees.Path, "/mnt"), (made.Path, "/media")).TrimEnd('\n').Split('\n');

        for (var seed = 1; seed <= Trees; seed++)
        {
            var (name, digest) = ($"{seed:00}", digests[seed - 1]);

            // None of these trees boots.
            var sealing = new Command(Artifacts.Tool, "seal", "--special-files", "keep", "--allow-no-verity", "--output", disks[name], trees[name]).RunToAnyEnd();

            Assert.Equal((1, $"composefs.digest=v1-sha256-12:{digest}\n"), (sealing.ExitStatus, sealing.Output));
            var image = digest.Insert(2, "/");
            Assert.Equal(File.ReadAllBytes(made[name + ".image"]), File.ReadAllBytes(disks[$"{name}/composefs/objects/{image}"]));
            Assert.Equal(Objects(made[name]).Append(image).Order(StringComparer.Ordinal), Objects(disks[name + "/composefs/objects"]));
        }
    }

    private static string[] Objects(string directory) =>
        [.. Directory.GetFiles(directory, "*", SearchOption.AllDirectories).Select(path => path[(directory.Length + 1)..]).Order(StringComparer.Ordinal)];

    private sealed class Scratch : IDisposable
    {
        internal string Path { get; } = Directory.CreateTempSubdirectory("prepare-root-test-").FullName;

        internal string this[string name] => System.IO.Path.Combine(Path, name);

        // .NET can't remove names that are not UTF-8.
        public void Dispose() => Command.Run("rm", "-rf", Path);
    }
}
