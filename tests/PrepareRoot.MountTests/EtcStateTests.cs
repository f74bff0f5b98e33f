using System.IO;
using PrepareRoot.MountTests.Scratch;
using PrepareRoot.Support;
using Xunit;

namespace PrepareRoot.MountTests;

/// <summary>How <c>/etc</c> of a deployment in a composefs repository is mounted.</summary>
public class EtcStateTests
{
    private const string SetupConfiguration = "/usr/lib/composefs/setup-root-conf.toml";

    [RequiresTheory(Needs.Mounts)]
    // Without a key, the state's etc decides. An empty one is the start of an overlay.
    [InlineData("rm -r *", "", "overlay", "fixture")]
    [InlineData("rm -r work", "", "overlay", "upper-hostname")]
    [InlineData("rm -r *; echo copy >hostname", "", "ext4", "copy")]
    // With a key, the key decides.
    [InlineData("echo copy >hostname", "etc.mount = 'overlay'", "overlay", "upper-hostname")]
    [InlineData("echo copy >hostname", "etc.mount = 'bind'", "ext4", "copy")]
    [InlineData("cd ..; rm -r etc", "etc.mount = 'transient'", "overlay", "fixture")]
    [InlineData("cd ..; rm -r etc", "etc.mount = 'none'", null, "fixture")]
    [InlineData("cd ..; rm -r etc; ln -s /run etc", "etc.transient = true", "overlay", "fixture")]
    public void State_and_configuration_decide_how_etc_is_mounted(string change, string setup, string? type, string hostname)
    {
        using var machine = new ScratchInitramfs(Fixture.Sha256);
        machine.Write(SetupConfiguration, setup + "\n");
        machine.Shell($"cd sysroot/state/deploy/{CommandLines.Sha256V1}/etc; {change}");

        var result = machine.Run("composefs=?" + CommandLines.Sha256V1);

        Assert.Equal((0, ""), (result.ExitStatus, result.Error));
        Assert.Equal(type, machine.Observe().TopmostAt("/sysroot/etc")?.Type);
        Assert.Equal(hostname + "\n", File.ReadAllText(machine.PathInSysroot("etc/hostname")));
    }
}
