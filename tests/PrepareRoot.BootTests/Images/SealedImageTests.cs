using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using PrepareRoot.Support;
using Xunit;

namespace PrepareRoot.BootTests.Images;

/// <summary><c>prepare-rootctl seal</c> beside Debian's mkcomposefs 1.0.8.</summary>
public class SealedImageTests
{
    private const int Trees = 12;
    private const int TreesOfV2 = 4;

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

    // No other program here writes this format, but composefs-info reads it.
    [RequiresFact(Needs.Root | Needs.Tool | Needs.Tomllib)]
    public void Images_in_v2_have_the_files_of_those_of_mkcomposefs()
    {
        using var trees = new Scratch();
        using var made = new Scratch();
        using var disks = new Scratch();
        for (var seed = 1; seed <= TreesOfV2; seed++)
        {
            var name = $"{seed:00}";
            Command.Run("python3", Checkout.File("tests/PrepareRoot.BootTests/Images/random-tree.py"), trees[name], $"{seed}", "0");
            new Command(Artifacts.Tool, "seal", "--format", "v2", "--special-files", "keep", "--allow-no-verity", "--output", disks[name], trees[name]).RunToAnyEnd();
            File.Copy(Directory.GetFiles(disks[name + "/composefs/images"]).Single(), made[name + ".v2"]);
        }

        Chroot.Run(OsTree.Tools, MakeImages, (trees.Path, "/mnt"), (made.Path, "/media"));
        Chroot.Run(OsTree.Tools, "cd /media; for image in *.image *.v2; do composefs-info dump $image >$image.dump; done", (made.Path, "/media"));

        for (var seed = 1; seed <= TreesOfV2; seed++)
            Assert.Equal(DumpedFiles(made[$"{seed:00}.image.dump"]), DumpedFiles(made[$"{seed:00}.v2.dump"]));
    }

    // What the formats do not have in common is left out: hard links, the order of extended
    // attributes, and the size of the root, which has whiteouts in one. composefs-dump(5) has a hard
    // link as its path, "@" and a mode in the third field, and the path of the file in the ninth.
    private static string[] DumpedFiles(string dump)
    {
        var files = new Dictionary<string, string[]>();
        foreach (var line in File.ReadAllText(dump, Encoding.Latin1).TrimEnd('\n').Split('\n'))
        {
            var fields = line.Split(' ');
            files.Add(fields[0], fields[2].StartsWith('@') ? files[fields[8]] : fields[1..]);
        }
        return [.. files.Select(file => string.Join(
            ' ',
            [file.Key, file.Key == "/" ? "" : file.Value[0], file.Value[1], file.Value[1][0] == '4' ? file.Value[2] : "", .. file.Value[3..10], .. file.Value[10..].Order(StringComparer.Ordinal)]))];
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
