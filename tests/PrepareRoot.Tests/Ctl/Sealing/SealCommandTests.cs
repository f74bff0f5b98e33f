using System;
using System.IO;
using System.Linq;
using PrepareRoot.Support;
using Xunit;

namespace PrepareRoot.Tests.Ctl.Sealing;

/// <summary><c>prepare-rootctl seal</c>, <c>remove</c> and <c>gc</c></summary>
public sealed class SealCommandTests : IDisposable
{
    private readonly TreeToSeal _tree = new();

    public void Dispose() => _tree.Dispose();

    [Fact]
    public void Disk_has_the_objects_the_image_and_the_state_of_the_deployment()
    {
        var hex = _tree.Seal();

        Assert.Equal(
            [
                "composefs", "composefs/images", "composefs/images/" + hex, "composefs/meta.json", "composefs/objects",
                "state", "state/deploy", "state/deploy/" + hex, "state/deploy/" + hex + "/etc", "state/deploy/" + hex + "/etc/upper",
                "state/deploy/" + hex + "/etc/work", "state/deploy/" + hex + "/var", "state/os", "state/os/default", "state/os/default/var",
            ],
            TreeToSeal.Names(_tree.Disk).Where(name => !name.StartsWith("composefs/objects/", StringComparison.Ordinal)));
        Assert.Equal("../objects/" + hex.Insert(2, "/"), new FileInfo(_tree.Disk + "/composefs/images/" + hex).LinkTarget);
        Assert.Equal("../../os/default/var", new FileInfo(_tree.Disk + "/state/deploy/" + hex + "/var").LinkTarget);

        // Two files have the same content, and one is small enough for the image.
        var objects = _tree.Objects();
        Assert.Equal(3, objects.Length);
        Assert.All(objects, path => Assert.Equal("sha256:" + path.Replace("/", "", StringComparison.Ordinal), CtlRun.Of("digest", _tree.Disk + "/composefs/objects/" + path).Output.Split(' ')[0]));
    }

    [Fact]
    public void Kernel_arguments_are_printed_and_what_is_missing_for_them_said()
    {
        var run = _tree.Run("--allow-no-verity");

        Assert.Matches("^composefs\\.digest=v1-sha256-12:[0-9a-f]{64}\n$", run.Output);
        if (run.Error.Length > 0)
            Assert.Equal("prepare-rootctl: the objects have no fs-verity: enable it before the arguments are used, or put a '?' before the digest\n", run.Error);
        Assert.Equal(0, run.Status);
    }

    [Fact]
    public void Deployment_that_would_not_boot_is_status_1()
    {
        File.Delete(_tree.Tree + "/sbin/init");
        var run = _tree.Run("--allow-no-verity");
        Assert.Equal(1, run.Status);
        Assert.Contains("[init-missing]", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("v1", "sha256", 64)]
    [InlineData("v2", "sha512", 128)]
    public void Same_tree_gives_the_same_image_wherever_it_is(string format, string algorithm, int digits)
    {
        string[] options = ["--allow-no-verity", "--format", format, "--algorithm", algorithm];
        var first = _tree.Run(options);
        var copy = _tree["copy"];
        Command.Run("cp", "--archive", _tree.Tree, copy);

        var second = CtlRun.Of(["seal", "--output", _tree["other"], .. options, copy]);

        Assert.Equal(first.Output, second.Output);
        Assert.Matches($"^composefs\\.digest={format}-{algorithm}-12:[0-9a-f]{{{digits}}}\n$", first.Output);
    }

    [Fact]
    public void Signature_verifies()
    {
        var key = _tree["key.pem"];
        var publicKey = CtlRun.Of("keygen", "--output", key).Output;
        File.WriteAllText(_tree["key.pub"], publicKey);

        var words = _tree.Run("--allow-no-verity", "--sign", key).Output.TrimEnd('\n').Split(' ');

        Assert.Equal(2, words.Length);
        var signature = words[1]["composefs.signature=".Length..];
        Assert.Equal(0, CtlRun.Of("verify", "--key", _tree["key.pub"], "--signature", signature, "--digest", words[0].Split(':')[1]).Status);
    }

    [Fact]
    public void Second_deployment_shares_the_objects_and_is_removed_with_its_own()
    {
        var first = _tree.Seal();
        var before = TreeToSeal.Names(_tree.Disk).ToArray();
        File.WriteAllText(_tree.Tree + "/usr/new", new string('n', 100));

        Assert.Equal($"prepare-rootctl: {_tree.Disk}: has a directory composefs already: --incremental adds a deployment to it\n", _tree.Run("--allow-no-verity").Error);
        var second = _tree.Seal("--incremental");
        Assert.Equal(5, _tree.Objects().Length);
        File.WriteAllText(_tree.Disk + "/state/deploy/" + second + "/etc/upper/hostname", "changed\n");

        Assert.Equal((0, "", ""), Of(CtlRun.Of("remove", "--sysroot", _tree.Disk, "--digest", second)));
        Assert.Equal(5, _tree.Objects().Length);
        var size = _tree.Objects().Except(before.Select(name => name.Replace("composefs/objects/", "", StringComparison.Ordinal))).Sum(path => new FileInfo(_tree.Disk + "/composefs/objects/" + path).Length);
        Assert.Equal((0, $"2 objects removed, {size} bytes\n", ""), Of(CtlRun.Of("gc", "--sysroot", _tree.Disk)));

        Assert.Equal(before, TreeToSeal.Names(_tree.Disk));
        Assert.Equal((1, "", $"prepare-rootctl: {_tree.Disk}/composefs/images/{second}: there is no such deployment\n"), Of(CtlRun.Of("remove", "--sysroot", _tree.Disk, "--digest", second)));
        Assert.Equal((0, "", ""), Of(CtlRun.Of("remove", "--sysroot", _tree.Disk, "--digest", first)));
    }

    [Fact]
    public void Objects_are_kept_while_something_unknown_may_need_them()
    {
        var hex = _tree.Seal();
        var unneeded = _tree.Disk + "/composefs/objects/00/" + new string('0', 62);
        Directory.CreateDirectory(Path.GetDirectoryName(unneeded)!);
        File.WriteAllText(unneeded, "x");

        Directory.CreateDirectory(_tree.Disk + "/composefs/streams/refs");
        Assert.Equal((1, "", $"prepare-rootctl: {_tree.Disk}/composefs/streams: has streams of composefs-rs, whose objects only 'cfsctl gc' knows\n"), Of(CtlRun.Of("gc", "--sysroot", _tree.Disk)));
        Directory.Delete(_tree.Disk + "/composefs/streams", recursive: true);

        var image = _tree.Disk + "/composefs/objects/" + hex.Insert(2, "/");
        var content = File.ReadAllBytes(image);
        File.WriteAllText(image, "damaged");
        Assert.Contains("[image-malformed]", CtlRun.Of("gc", "--sysroot", _tree.Disk).Error, StringComparison.Ordinal);
        Assert.True(File.Exists(unneeded));
        File.WriteAllBytes(image, content);

        Assert.Equal((0, "1 objects removed, 1 bytes\n", ""), Of(CtlRun.Of("gc", "--sysroot", _tree.Disk)));
        Assert.Equal(3, _tree.Objects().Length);
    }

    [Fact]
    public void Deployment_that_composefs_rs_refers_to_is_not_removed()
    {
        var hex = _tree.Seal();
        Directory.CreateDirectory(_tree.Disk + "/composefs/images/refs/system");
        File.CreateSymbolicLink(_tree.Disk + "/composefs/images/refs/system/os", "../../" + hex);
        Assert.Equal(
            (1, "", $"prepare-rootctl: {_tree.Disk}/composefs/images/refs/system/os: refers to the deployment: remove that first\n"),
            Of(CtlRun.Of("remove", "--sysroot", _tree.Disk, "--digest", hex)));
        Assert.True(Path.Exists(_tree.Disk + "/composefs/images/" + hex));
    }

    [Fact]
    public void Objects_of_a_killed_command_are_read_before_they_are_used()
    {
        _tree.Seal();
        var damaged = _tree.Objects().Select(path => _tree.Disk + "/composefs/objects/" + path).Single(path => File.ReadAllText(path).StartsWith('b'));
        File.WriteAllText(damaged, File.ReadAllText(damaged).Replace('b', '?'));
        File.WriteAllText(_tree.Disk + "/composefs/.prepare-rootctl", "");

        _tree.Seal("--incremental");

        Assert.Equal(new string('b', 70), File.ReadAllText(damaged));
        Assert.False(File.Exists(_tree.Disk + "/composefs/.prepare-rootctl"));
    }

    private static (int Status, string Output, string Error) Of(CtlRun run) => (run.Status, run.Output, run.Error);
}
