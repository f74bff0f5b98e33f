using System;
using System.IO;
using System.Linq;
using PrepareRoot.Support;
using PrepareRoot.Tests.Formats.Erofs;
using Xunit;

namespace PrepareRoot.Tests.Ctl;

/// <summary>The commands that read images.</summary>
public sealed class InspectTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    private static string Oracle(string name) => Checkout.Fixture("oracle/" + name);

    // composefs-info wrote the dumps. The images are of libostree, and of composefs-rs in each of
    // its formats.
    [Fact]
    public void Dump_is_that_of_composefs()
    {
        Command.Run("sh", "-c", "cd \"$2\" && zstd -dc --long=27 \"$1\" | tar -xf -", "sh", Checkout.Fixture("composefs-sysroot.tar.zst"), _directory[""]);
        foreach (var (image, dump) in ((string, string)[])[
            (Oracle("a.cfs"), "a"), (Oracle("b.cfs"), "b"), (Image("sha256", "2b342b07"), "sha256-v1"), (Image("sha256", "708f0484"), "sha256-v2"),
            (Image("sha512", "69fd1451"), "sha512-v1"), (Image("sha512", "ca29feec"), "sha512-v2")])
        {
            Assert.Equal(new CtlRun(0, File.ReadAllText(Oracle(dump + ".dump")), ""), CtlRun.Of("inspect", "dump", image));
        }
    }

    [Fact]
    public void Objects_are_sorted_and_each_is_there_once()
    {
        var dumped = File.ReadLines(Oracle("a.dump")).Select(line => line.Split(' ')).Where(fields => fields[2].StartsWith("10", StringComparison.Ordinal));

        var run = CtlRun.Of("inspect", "objects", Oracle("a.cfs"));

        Assert.Equal((0, ""), (run.Status, run.Error));
        Assert.Equal(dumped.Select(fields => fields[8]).Where(path => path != "-").Distinct().Order(StringComparer.Ordinal), run.Output.TrimEnd('\n').Split('\n'));
    }

    [Fact]
    public void List_has_targets_and_objects_and_no_control_characters()
    {
        var lines = CtlRun.Of("inspect", "ls", Oracle("a.cfs")).Output.TrimEnd('\n').Split('\n');

        Assert.Equal(361, lines.Length);
        Assert.Equal("/bin\t-> usr/bin", lines[0]);
        Assert.Equal("/boot/\t", lines[1]);
        Assert.Contains("/usr/bin/suid\t@ 75/5e5839e92c47195342fa962316a91d0b400ea35bcc6647352f91ce2e1d56a8.file", lines);
        Assert.Contains("/usr/share/names/new\\u000aline\t@ 31/5882acd06ec188d04a0b1de980f5649d1e2dcafaf940d3426540131ba1ec81.file", lines);
        Assert.Contains(lines, line => line.StartsWith("/usr/share/names/naïve-ü-日本\t@ ", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("/usr/share/names/back\\\\slash\t@ ", StringComparison.Ordinal));
        Assert.All(lines, line => Assert.DoesNotContain(line, c => char.IsControl(c) && c != '\t'));
    }

    [Fact]
    public void Damaged_image_is_a_failure_that_names_it()
    {
        var bytes = File.ReadAllBytes(Oracle("a.cfs"));
        bytes[1024 + 14]++;
        var image = _directory.Write("image", bytes);

        foreach (var words in (string[][])[["inspect", "ls", image], ["inspect", "objects", image], ["inspect", "dump", image]])
        {
            var run = CtlRun.Of(words);
            Assert.Equal((1, ""), (run.Status, run.Output));
            Assert.StartsWith("prepare-rootctl: refused [image-malformed]: " + image + ": '/': at offset 1184: ", run.Error, StringComparison.Ordinal);
        }
        var diff = CtlRun.Of("diff", Oracle("a.cfs"), image);
        Assert.Equal(2, diff.Status);
        Assert.StartsWith("prepare-rootctl: refused [image-malformed]: " + image + ": ", diff.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Diff_has_a_line_for_each_file_and_attribute() => Assert.Equal(
        new CtlRun(
            1,
            """
            added    /usr/etc/added-in-2.conf
            changed  /usr/lib/os-release  content sha256:60cf42940833bcc3c677129b4d7dc9ce122c021308c59a4798d32dad612d52c7 -> sha256:0babc58ad6d4c2aecc1ec4dd546ded9cae606714b57ed768befd99057ede0a94
            removed  /usr/share/empty/e4
            added    /usr/share/new-in-2
            changed  /usr/share/payload  content sha256:01ac0d95b47f5a1ecb23dcc9ce341e70c319aacfcb2faa8eaebde6ac1887cb61 -> sha256:58c72d016315cf27485bfa4a5919b6c4a560a08115057c06904eca731ced1623
            changed  /usr/share/version  content sha256:4c0af72a8a0c1089789f9c43b2a0e8fd61b5552f6820b37d7f9a0d9b8e0f89d4 -> sha256:1303851524e7d17f2c317cd0c01a227549606a6f5584321458d2ed8c32254116

            """,
            ""),
        CtlRun.Of("diff", Oracle("a.cfs"), Oracle("b.cfs")));

    [Fact]
    public void Image_does_not_differ_from_itself()
    {
        Assert.Equal(new CtlRun(0, "", ""), CtlRun.Of("diff", Oracle("a.cfs"), Oracle("a.cfs")));
        Assert.Equal(new CtlRun(0, "[]\n", ""), CtlRun.Of("diff", "--json", Oracle("a.cfs"), Oracle("a.cfs")));
    }

    [Fact]
    public void Diff_knows_every_attribute()
    {
        var image = new OracleImage();
        image.Write16(image["/usr/bin/suid"].Offset + 4, 0x81a4);
        image.Write16(image["/usr/bin/sgid"].Offset + 24, 1000);
        image.Bytes[image["/usr/bin/awk"].TailOffset] = (byte)'B';
        image.Write32(image["/usr/bin/cat"].Offset + 4, 0x00011180); // A FIFO with other permissions.
        image.Bytes[image.At("/usr/bin/cat") + 10] = 5;
        image.Bytes[image.Xattrs("/usr/bin/filecap") + 12 + 4]++;
        image.Write32(image["/usr/bin/filecap"].Offset + 8, 4501);

        var run = CtlRun.Of("diff", Oracle("a.cfs"), _directory.Write("image", image.Bytes));

        Assert.Equal(
            """
            changed  /usr/bin/awk  target busybox -> Busybox
            changed  /usr/bin/cat  type link -> FIFO
            changed  /usr/bin/cat  mode 777 -> 600
            changed  /usr/bin/cat  target busybox -> none

            """,
            string.Join('\n', run.Output.Split('\n').Where(line => !line.Contains("/usr/bin/s", StringComparison.Ordinal) && !line.Contains("filecap", StringComparison.Ordinal))));
        Assert.Contains("changed  /usr/bin/suid  mode 4755 -> 644\n", run.Output, StringComparison.Ordinal);
        Assert.Contains("changed  /usr/bin/sgid  owner 0:0 -> 1000:0\n", run.Output, StringComparison.Ordinal);
        Assert.Contains("changed  /usr/bin/filecap  size 4500 -> 4501\n", run.Output, StringComparison.Ordinal);
        Assert.Equal((1, ""), (run.Status, run.Error));
    }

    private string Image(string repository, string digest) => Directory.GetFiles(
        _directory["composefs-fixture/sysroot-" + repository + "/composefs/objects/" + digest[..2]], digest[2..] + "*").Single();
}
