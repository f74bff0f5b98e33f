using System;
using System.IO;
using System.Linq;
using System.Text.Json;
using PrepareRoot.Support;
using Xunit;

namespace PrepareRoot.Tests.Ctl;

/// <summary><c>prepare-rootctl why</c>, on a copy of a disk with seven deployments.</summary>
public sealed class WhyCommandTests : IDisposable
{
    private const string OsRelease = "17/f4abe95cebf12ba1412983d5857319a7832c2238795d23c8ed9f2b3516b949.file";
    private const string Name = "f4abe95cebf12ba1412983d5857319a7832c2238795d23c8ed9f2b3516b949.file";
    private const string Digest = "60cf42940833bcc3c677129b4d7dc9ce122c021308c59a4798d32dad612d52c7";

    private readonly TemporaryDirectory _directory = new();

    public WhyCommandTests() => Command.Run("cp", "-a", FixtureTree.Ostree, _directory["disk"]);

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData(OsRelease)]
    [InlineData("ostree/repo/objects/" + OsRelease)]
    [InlineData(Name)]
    [InlineData("17f4abe95cebf12ba1412983d5857319a7832c2238795d23c8ed9f2b3516b949")]
    [InlineData(Digest)]
    [InlineData("sha256:" + Digest)]
    [InlineData("overlayfs: lower file '" + Name + "' has no fs-verity digest")]
    [InlineData("overlayfs: lower file '" + Name + "' has the wrong fs-verity digest")]
    [InlineData("fs-verity (vda1, inode INODE): FILE CORRUPTED! pos=0, level=0")]
    public void Object_is_found_by_what_the_kernel_says(string what)
    {
        var inode = Command.Run("stat", "--format", "%i", _directory["disk/ostree/repo/objects/" + OsRelease]).Trim();
        Damage();

        var found = Assert.Single(Why(3, what.Replace("INODE", inode, StringComparison.Ordinal)).GetProperty("objects").EnumerateArray());

        Assert.Equal(
            ("ostree/repo/objects/" + OsRelease, "object-size", "must have 86 bytes, but has 85"),
            (Text(found, "path"), Text(found, "code"), Text(found, "cause")));
        Assert.Equal(
            ["bootcos", "multisigos", "nodigestos", "testos", "unsignedos", "wrongos"],
            found.GetProperty("files").EnumerateArray().Select(file => Text(file, "deployment").Split('/')[2]));
    }

    [Theory]
    [InlineData("/usr/lib/os-release")]
    [InlineData("/lib/./../lib/os-release")]
    [InlineData("os-release")]
    [InlineData("/usr/lib/os-release: Input/output error")]
    [InlineData("cat: /usr/lib/os-release: Input/output error")]
    [InlineData("cp: cannot open '/usr/lib/os-release' for reading: Input/output error")]
    [InlineData("ls: cannot access ‘/usr/lib/os-release’: Input/output error")]
    [InlineData("bash: /usr/lib/os-release: cannot execute binary file: Input/output error")]
    [InlineData("Failed to execute /usr/lib/os-release: Input/output error")]
    [InlineData("init: error while loading shared libraries: os-release: cannot read file data: Input/output error")]
    public void Path_is_looked_up_in_every_image(string what)
    {
        Damage();

        Assert.Equal(
            ["object-size", "object-no-verity"],
            Why(3, what).GetProperty("objects").EnumerateArray().Select(found => Text(found, "code")));
    }

    [Theory]
    [InlineData("395", "/usr/bin/busybox")]
    [InlineData("erofs (device loop0): corrupted @ nid 395", "/usr/bin/busybox")]
    [InlineData("36", "/")]
    public void Inode_of_an_image_is_found(string what, string path)
    {
        var report = Why(path == "/" ? 0 : 3, what);
        var files = path == "/" ? report.GetProperty("files") : report.GetProperty("objects")[0].GetProperty("files");

        Assert.Equal(path, Text(files[0], "path"));
    }

    [Fact]
    public void Repair_names_the_commits_that_share_the_object()
    {
        Damage();

        var repair = Why(3, OsRelease).GetProperty("objects")[0].GetProperty("repair").EnumerateArray().Select(line => line.GetString()!).ToArray();

        Assert.Equal("ostree fsck --delete --repo=" + _directory["disk"] + "/ostree/repo", repair[0]);
        Assert.Equal(6, repair.Count(line => line.StartsWith("ostree pull --repo=", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("/nowhere")]
    [InlineData("nothing")]
    [InlineData("18446744073709551615")]
    public void What_is_not_there_is_not_found(string what) =>
        Assert.Equal(new CtlRun(1, "object    not found in the images of this disk\n", ""), CtlRun.Of("why", "--sysroot", _directory["disk"], what));

    [Fact]
    public void Empty_question_is_a_usage_error() => Assert.Equal(
        new CtlRun(2, "", "prepare-rootctl: WHAT must not be empty\nprepare-rootctl: see prepare-rootctl why --help\n"),
        CtlRun.Of("why", ""));

    private void Damage()
    {
        using var file = File.OpenWrite(_directory["disk/ostree/repo/objects/" + OsRelease]);
        file.SetLength(85);
    }

    private JsonElement Why(int status, string what)
    {
        var run = CtlRun.Of("why", "--json", "--sysroot", _directory["disk"], what);
        Assert.Equal((status, ""), (run.Status, run.Error));
        return JsonDocument.Parse(run.Output).RootElement;
    }

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;
}
