using System.IO;
using PrepareRoot.MountTests.Scratch;
using PrepareRoot.Support;
using Xunit;

namespace PrepareRoot.MountTests;

/// <summary>
/// How <c>/etc</c> and <c>/var</c> of a deployment in a composefs repository are mounted.
/// </summary>
public class DeploymentStateTests
{
    private const string SetupConfiguration = "/usr/lib/composefs/setup-root-conf.toml";

    [RequiresFact(Needs.Mounts)]
    public void Upper_and_work_that_are_made_have_the_permissions_that_composefs_rs_expects()
    {
        using var machine = new ScratchInitramfs(Fixture.Sha256);
        machine.Shell($"rm -r sysroot/state/deploy/{CommandLines.Sha256V1}/etc/*");

        Assert.Equal(0, machine.Run("composefs=?" + CommandLines.Sha256V1).ExitStatus);

        Assert.Equal("755 upper\n700 work\n", machine.Shell($"cd sysroot/sysroot/state/deploy/{CommandLines.Sha256V1}/etc; stat -c '%a %n' *"));
    }

    [RequiresTheory(Needs.Mounts)]
    [InlineData("overlay", true)]
    [InlineData("transient", false)]
    public void Overlay_at_var_uses_the_directory_that_bootc_s_link_leads_to(string mount, bool isKept)
    {
        using var machine = new ScratchInitramfs(Fixture.Sha256);
        machine.Write(SetupConfiguration, $"var.mount = '{mount}'\n");
        machine.Shell($"cd sysroot/state; mkdir -p os/default/var; rm -r deploy/{CommandLines.Sha256V1}/var; ln -s ../../os/default/var deploy/{CommandLines.Sha256V1}/var");

        var result = machine.Run("composefs=?" + CommandLines.Sha256V1);

        Assert.Equal((0, ""), (result.ExitStatus, result.Error));
        Assert.Equal("overlay", machine.Observe().TopmostAt("/sysroot/var")!.Type);
        machine.Write("/sysroot/var/new", "");
        Assert.Equal(isKept, File.Exists(machine.PathInSysroot("sysroot/state/os/default/var/upper/new")));
    }

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
