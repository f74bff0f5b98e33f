using System;
using System.IO;
using System.Linq;
using System.Text.Json;
using PrepareRoot.Support;
using Xunit;

namespace PrepareRoot.Tests.Ctl;

/// <summary>
/// <c>prepare-rootctl check</c> compares the configuration of the initramfs with that of the
/// deployment.
/// </summary>
public sealed class StaleInitramfsTests : IDisposable
{
    private const string Key1 = "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=";
    private const string Key2 = "PUAXw+hDiVqStwqnTRt+vJyYLM8uxJaMwM1V8Sr0Zgw=";
    private const string Conf = "initramfs:/etc/ostree/prepare-root.conf";
    private const string DeployedConf = "DISK/ostree/deploy/testos/deploy/COMMIT.0/etc/ostree/prepare-root.conf";
    private const string Keys = "/etc/ostree/initramfs-root-binding.key";
    private const string DeployedKeys = "DISK/ostree/deploy/testos/deploy/COMMIT.0" + Keys;

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    /// <summary>The two configurations, the keys of both, and the warnings.</summary>
    public static TheoryData<string, string, string, string, string[]> Rows => new()
    {
        { "[composefs]\nenabled=yes\n", "[composefs]\nenabled=yes\n", Key1, Key1, [] },
        { "# older\n[composefs]\nenabled = yes\n", "[composefs]\nenabled=yes\n[unknown]\na=b\n", Key1 + "\n", "\n" + Key1, [] },
        { "[composefs]\nenabled=yes\n", "[composefs]\n\nenabled=signed\n", "", "", [Conf + ":2 has composefs.enabled = yes, but " + DeployedConf + ":3 has composefs.enabled = signed"] },
        { "[composefs]\nenabled=yes\n", "", "", "", [Conf + ":2 has composefs.enabled = yes, but the deployment has no composefs.enabled"] },
        { "", "[composefs]\nenabled=yes\n", "", "", [DeployedConf + ":2 has composefs.enabled = yes, but the initramfs has no composefs.enabled"] },
        { "[composefs]\nenabled=yes\n[etc]\ntransient=true\n", "[composefs]\nenabled=no\n[root]\ntransient=true\n", "", "",
            [
                Conf + ":2 has composefs.enabled = yes, but " + DeployedConf + ":2 has composefs.enabled = no",
                Conf + ":4 has etc.transient = true, but the deployment has no etc.transient",
                DeployedConf + ":4 has root.transient = true, but the initramfs has no root.transient",
            ]
        },
        { "", "", Key1, Key2 + "\n" + Key1, [DeployedKeys + ":1 has a key that initramfs:" + Keys + " has not"] },
        { "", "", Key1 + "\n" + Key2, Key1, ["initramfs:" + Keys + ":2 has a key that " + DeployedKeys + " has not"] },
        { "", "", "", Key1, [DeployedKeys + ":1 has a key that initramfs:" + Keys + ", which is missing, has not"] },
        { "", "", Key1, "", ["initramfs:" + Keys + ":1 has a key that deployment:" + Keys + ", which is missing, has not"] },
    };

    [Theory]
    [MemberData(nameof(Rows))]
    public void Stale_initramfs_is_a_warning_with_the_lines_of_both(string old, string @new, string oldKeys, string newKeys, string[] expected)
    {
        var disk = Disk(@new, newKeys);
        var run = CtlRun.Of("check", "--json", "--sysroot", disk, "--initramfs", Initramfs(old, oldKeys), "--cmdline", PlanRun.Lengthen("rw ostree=/LINK/1"));

        var boot = JsonDocument.Parse(run.Output).RootElement.GetProperty("boots")[0];
        Assert.Equal((0, "boots", ""), (run.Status, boot.GetProperty("verdict").GetString(), run.Error));
        Assert.Equal(
            expected.Select(warning => "stale initramfs: " + warning),
            boot.GetProperty("warnings").EnumerateArray().Select(warning => PlanRun.Shorten(warning.GetString()!, disk, "CONF")));
    }

    [Fact]
    public void Initramfs_in_the_deployment_is_compared_if_no_other_is_given()
    {
        var disk = Disk("[composefs]\nenabled=no\n", "");
        var own = Directory.GetFiles(disk + PlanRun.Lengthen("/ostree/deploy/testos/deploy/COMMIT.0/usr/lib/modules"), "initramfs.img", SearchOption.AllDirectories).Single();
        File.Delete(own);
        File.Move(Initramfs("[composefs]\nenabled=yes\n", ""), own);
        File.WriteAllText(_directory["conf/etc/ostree/prepare-root.conf"], "[composefs]\nenabled=no\n");

        var run = CtlRun.Of("check", "--sysroot", disk, "--config-root", _directory["conf"], "--cmdline", PlanRun.Lengthen("rw ostree=/LINK/1"));

        Assert.Equal(0, run.Status);
        Assert.Contains(
            "warning   stale initramfs: " + Conf + ":2 has composefs.enabled = yes, but " + DeployedConf + ":2 has composefs.enabled = no\n",
            PlanRun.Shorten(run.Output, disk, "CONF"), StringComparison.Ordinal);
    }

    // The file in etc on the disk replaces that of the image.
    private string Disk(string configuration, string keys)
    {
        Command.Run("cp", "-a", FixtureTree.Ostree, _directory["disk"]);
        var etc = _directory["disk"] + PlanRun.Lengthen("/ostree/deploy/testos/deploy/COMMIT.0/etc/ostree");
        Directory.CreateDirectory(etc);
        Directory.CreateDirectory(_directory["conf/etc/ostree"]);
        File.WriteAllText(etc + "/prepare-root.conf", configuration);
        if (keys.Length > 0)
            File.WriteAllText(etc + "/initramfs-root-binding.key", keys);
        return _directory["disk"];
    }

    private string Initramfs(string configuration, string keys)
    {
        var archive = new TestCpio().AddDirectory("etc").AddDirectory("etc/ostree");
        if (configuration.Length > 0)
            archive.AddFile("etc/ostree/prepare-root.conf", configuration);
        if (keys.Length > 0)
            archive.AddFile(Keys[1..], keys);
        return _directory.Write("initramfs.img", archive.ToArray());
    }
}
