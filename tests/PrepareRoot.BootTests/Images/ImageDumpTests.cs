using System;
using System.IO;
using PrepareRoot.Support;
using Xunit;

namespace PrepareRoot.BootTests.Images;

/// <summary>The reader of images beside composefs's own.</summary>
public sealed class ImageDumpTests : IDisposable
{
    private const int Files = 100;
    private const int Trees = 8;
    private const int MostTries = 80;

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("prepare-root-images-");

    public void Dispose() => _directory.Delete(recursive: true);

    [RequiresTheory(Needs.Root | Needs.Tool)]
    [InlineData(0)]
    [InlineData(1)]
    public void Dump_of_random_trees_is_that_of_composefs_info(int version)
    {
        var compared = 0;
        for (var left = MostTries; left > 0 && compared < Trees; left--)
        {
            // A failure says the seed.
            var seed = Random.Shared.Next();
            File.WriteAllText(Path.Combine(_directory.FullName, "tree"), new RandomDump(seed).Tree(Files));
            try
            {
                Compare($"mkcomposefs --min-version={version} --max-version={version} --from-file /media/tree /media/image", $"seed {seed}\n");
                compared++;
            }
            catch (CommandFailedException refused) when (refused.Message.Contains("mkcomposefs: cannot write file: Numerical result out of range", StringComparison.Ordinal))
            {
                // mkcomposefs refuses some trees, so there is nothing to compare.
            }
        }
        Assert.Equal(Trees, compared);
    }

    [RequiresFact(Needs.Root | Needs.Tool)]
    public void Dump_of_a_whole_system_is_that_of_composefs_info() => Compare("mkcomposefs /usr /media/image", "");

    private void Compare(string make, string title)
    {
        var theirs = Chroot.Run(OsTree.Tools, make + "; composefs-info dump /media/image", (_directory.FullName, "/media"));
        var ours = Command.Run(Artifacts.Tool, "inspect", "dump", Path.Combine(_directory.FullName, "image"));
        Assert.Equal(title + theirs, title + ours);
    }
}
