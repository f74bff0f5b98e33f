using PrepareRoot.Mounting;
using PrepareRoot.MountTests.Scratch;
using PrepareRoot.Support;
using Xunit;

namespace PrepareRoot.MountTests;

/// <summary>
/// Who mounts <c>/var</c> of a libostree system: its own generator, or our program.
/// </summary>
public class VarTests
{
    [RequiresTheory(Needs.Mounts)]
    [InlineData(false, false, true)]
    [InlineData(true, false, false)]
    // The marker file by which an initramfs requests it.
    [InlineData(true, true, true)]
    [InlineData(false, true, true)]
    public void Var_is_left_to_the_generator_unless_the_initramfs_asks_for_it(bool hasGenerator, bool hasMarker, bool isMounted)
    {
        using var machine = new ScratchInitramfs(Fixture.Ostree);
        machine.Write(ScratchInitramfs.Configuration, CommandLines.Enabled("no"));
        machine.Shell($"chattr -i sysroot/{CommandLines.DeploymentA}; rm -f sysroot/{CommandLines.DeploymentA}/{Planner.OstreeGenerator}");
        if (hasGenerator)
            machine.Write($"{machine.Sysroot}/{CommandLines.DeploymentA}/{Planner.OstreeGenerator}", "");
        if (hasMarker)
            machine.Write("/run/ostree/initramfs-mount-var", "");

        var result = machine.Run(CommandLines.OstreeA);

        Assert.Equal((0, ""), (result.ExitStatus, result.Error));
        Assert.Equal(isMounted, machine.Observe().TopmostAt("/sysroot/var") is not null);
    }

    [RequiresTheory(Needs.Mounts)]
    [InlineData("true", false, true)]
    [InlineData("true", true, true)]
    [InlineData("false", false, false)]
    public void Setting_asks_for_var_and_tells_the_generator(string setting, bool hasMarker, bool isMounted)
    {
        using var machine = new ScratchInitramfs(Fixture.Ostree);
        machine.Write(ScratchInitramfs.Configuration, CommandLines.Enabled("no") + "[root]\nmount-var = " + setting + "\n");
        machine.Shell($"chattr -i sysroot/{CommandLines.DeploymentA}");
        machine.Write($"{machine.Sysroot}/{CommandLines.DeploymentA}/{Planner.OstreeGenerator}", "");
        if (hasMarker)
            machine.Write("/run/ostree/initramfs-mount-var", "");

        var result = machine.Run(CommandLines.OstreeA);

        Assert.Equal((0, ""), (result.ExitStatus, result.Error));
        Assert.Equal(isMounted, machine.Observe().TopmostAt("/sysroot/var") is not null);
        Assert.Equal(isMounted, System.IO.File.Exists(machine.PathOf("/run/ostree/initramfs-mount-var")));
    }

    // A composefs repository has no such unit: /var is mounted anyway.
    [RequiresFact(Needs.Mounts)]
    public void Setting_changes_nothing_in_a_composefs_repository()
    {
        using var machine = new ScratchInitramfs(Fixture.Sha256);
        machine.Write(ScratchInitramfs.Configuration, "[root]\nmount-var = true\n");

        Assert.Equal(0, machine.Run("composefs=?" + CommandLines.Sha256V1).ExitStatus);

        Assert.NotNull(machine.Observe().TopmostAt("/sysroot/var"));
        Assert.False(System.IO.Directory.Exists(machine.PathOf("/run/ostree")));
    }
}
