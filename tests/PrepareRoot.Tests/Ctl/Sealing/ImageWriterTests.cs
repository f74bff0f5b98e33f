using System;
using System.IO;
using System.Linq;
using PrepareRoot.Ctl.Sealing;
using PrepareRoot.Formats;
using PrepareRoot.Support;
using Xunit;

namespace PrepareRoot.Tests.Ctl.Sealing;

public class ImageWriterTests
{
    public static TheoryData<int, string> Random
    {
        get
        {
            var data = new TheoryData<int, string>();
            foreach (var line in File.ReadLines(RandomTree.DigestsFile))
                data.Add(int.Parse(line.Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture), line.Split(' ')[1]);
            return data;
        }
    }

    [Theory]
    [InlineData("sha256-v1", "2b342b073569d0dd0a3d4b1f7bb097e90fd11646c811b99231e6516d249f1ee9")]
    [InlineData("sha256-v2", "708f0484285044d93580dd9daa7ce0f08e1795c61d14e158a3f2914b54cfe07e")]
    [InlineData("sha512-v1", "69fd1451d2d78eec99f4c9226e0336c1504ee6a605a43086536ee035ed4be7120248fd10242883236396bf2a6a76e32cd476bc25e6e33349a7609419cd72a18a")]
    [InlineData("sha512-v2", "ca29feec64c9f0a0e3bff4523579cc4f41c533b6d9dfb29716090bc3aa5dcbd834e2a45bff770d79d5745462f96b774b33437c36a732464555f7cc023c0c7103")]
    public void Images_are_those_of_composefs_rs(string name, string digest)
    {
        var dump = File.ReadAllText(Checkout.Fixture($"oracle/{name}.dump"));
        Assert.Equal(digest, Write(dump, name.EndsWith("v1", StringComparison.Ordinal) ? ImageFormat.V1 : ImageFormat.V2, out _).Hex);
    }

    [Theory]
    [MemberData(nameof(Random))]
    public void Images_of_random_trees_are_those_of_mkcomposefs(int seed, string digest) =>
        Assert.Equal((seed, digest), (seed, Write(RandomTree.Of(seed), ImageFormat.V1, out _).Hex));

    [Fact]
    public void All_random_trees_are_in_the_table() => Assert.Equal(Enumerable.Range(1, RandomTree.Seeds), Random.Select(row => (int)row[0]));

    [Theory]
    [InlineData(ImageFormat.V1)]
    [InlineData(ImageFormat.V2)]
    internal void Image_has_every_name_that_was_written(ImageFormat format)
    {
        var names = Enumerable.Range(0, 10_000).Select(number => "/d/" + number.ToString("x8", System.Globalization.CultureInfo.InvariantCulture)).ToArray();
        var dump = "/ 4096 40755 2 0 0 0 1.0 - - -\n/d 4096 40755 2 0 0 0 1.0 - - -\n" + string.Concat(names.Select(name => name + " 1 100644 1 0 0 0 1.0 - x -\n"));
        Write(dump, format, out var image);

        var entries = PrepareRoot.Tests.Formats.Erofs.OracleImage.Walk(image, out var cause);

        Assert.Null(cause);
        Assert.Equal(["/", "/d", .. names], entries.Keys);
        Assert.Equal(1UL, entries[names[^1]].Inode.Size);
    }

    [Fact]
    public void Target_of_a_link_that_no_block_can_hold_is_refused_in_v2()
    {
        var dump = "/ 4096 40755 2 0 0 0 1.0 - - -\n/link 4095 120777 1 0 0 0 1.0 " + new string('x', 4095) + " - -\n";
        var failure = Assert.Throws<PrepareRoot.Ctl.FailureException>(() => Write(dump, ImageFormat.V2, out _));
        Assert.Equal("/link: its 4095 bytes do not fit into a block of the image", failure.Message);
    }

    private static FsVerityDigest Write(string dump, ImageFormat format, out byte[] image)
    {
        using var content = new MemoryStream();
        var algorithm = dump.Split('\n').Any(line => line.Split(' ') is [_, _, _, _, _, _, _, _, { Length: 129 }, ..]) ? FsVerityAlgorithm.Sha512 : FsVerityAlgorithm.Sha256;
        var digest = ImageWriter.Write(DumpTree.Parse(dump), format, algorithm, content.Write);
        image = content.ToArray();
        return digest;
    }
}
