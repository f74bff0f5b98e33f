using System;
using System.Collections.Generic;
using System.Linq;
using PrepareRoot.Formats;
using PrepareRoot.Support;
using Xunit;

namespace PrepareRoot.Tests.Formats;

public class FsVerityTreeTests
{
    private const int Block = FsVerityTree.BlockSize;
    private const int HashesPerBlock256 = Block / 32;
    private const int HashesPerBlock512 = Block / 64;

    // Sizes around each new block, and around each new level of one of the two algorithms.
    private static readonly int[] Sizes =
    [
        0, 1, Block - 1, Block, Block + 1, 2 * Block,
        .. Around(HashesPerBlock512 * Block),
        .. Around(HashesPerBlock256 * Block),
        5_000_001,
    ];

    // The first size with three levels of hashes.
    private static int DeepSize(FsVerityAlgorithm algorithm)
    {
        var hashes = algorithm == FsVerityAlgorithm.Sha256 ? HashesPerBlock256 : HashesPerBlock512;
        return (hashes * hashes * Block) + 1;
    }

    [Theory]
    [InlineData(FsVerityAlgorithm.Sha256, "", "3d248ca542a24fc62d1c43b916eae5016878e2533c88238480b26128a1f1af95")]
    [InlineData(FsVerityAlgorithm.Sha256, "abc", "700b6bd8510f0b4f9bac8b9cf0459151a1c4a99f467892bb4bd289a67df8e19c")]
    internal void Known_content_has_its_known_digest(FsVerityAlgorithm algorithm, string content, string expected)
    {
        var tree = new FsVerityTree(algorithm);
        tree.Append(System.Text.Encoding.ASCII.GetBytes(content));
        Assert.Equal(expected, tree.Finish().Hex);
    }

    [Fact]
    public void Digest_does_not_depend_on_the_pieces_that_the_content_comes_in()
    {
        var content = Content(300 * Block + 17);
        var whole = new FsVerityTree(FsVerityAlgorithm.Sha512);
        whole.Append(content);
        var expected = whole.Finish();
        foreach (var piece in (int[])[1, 63, Block - 1, Block, Block + 1, 100_000])
        {
            var tree = new FsVerityTree(FsVerityAlgorithm.Sha512);
            for (var at = 0; at < content.Length; at += piece)
                tree.Append(content.AsSpan(at, Math.Min(piece, content.Length - at)));
            Assert.Equal(expected, tree.Finish());
        }
    }

    [Theory]
    [InlineData(FsVerityAlgorithm.Sha256)]
    [InlineData(FsVerityAlgorithm.Sha512)]
    internal void Restarted_tree_has_nothing_of_the_file_before(FsVerityAlgorithm algorithm)
    {
        var again = new FsVerityTree(algorithm);
        foreach (var size in (int[])[.. Sizes, .. Enumerable.Reverse(Sizes)])
        {
            var content = Content(size);
            var once = new FsVerityTree(algorithm);
            once.Append(content);
            again.Restart();
            again.Append(content);
            Assert.Equal(once.Finish(), again.Finish());
        }
    }

    [Fact]
    public void Unknown_algorithm_is_an_error_of_the_caller() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new FsVerityTree((FsVerityAlgorithm)3));

    [RequiresTheory(Needs.FsVerity)]
    [InlineData(FsVerityAlgorithm.Sha256, "sha256")]
    [InlineData(FsVerityAlgorithm.Sha512, "sha512")]
    internal void Every_size_has_the_digest_that_fsverity_computes(FsVerityAlgorithm algorithm, string name)
    {
        using var directory = new TemporaryDirectory();
        var files = new List<string>();
        var ours = new List<string>();
        foreach (var size in (int[])[.. Sizes, DeepSize(algorithm)])
        {
            var content = Content(size);
            files.Add(directory.Write(size.ToString(System.Globalization.CultureInfo.InvariantCulture), content));
            var tree = new FsVerityTree(algorithm);
            tree.Append(content);
            ours.Add(tree.Finish() + " " + files[^1]);
        }
        var theirs = Command.Run("fsverity", ["digest", "--hash-alg=" + name, .. files]);
        Assert.Equal(theirs.TrimEnd('\n').Split('\n'), ours);
    }

    private static IEnumerable<int> Around(int size) => Enumerable.Range(size - 1, 3);

    private static byte[] Content(int size)
    {
        var content = new byte[size];
        new Random(size).NextBytes(content);
        return content;
    }
}
