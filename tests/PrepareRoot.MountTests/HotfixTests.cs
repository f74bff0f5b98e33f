using System;
using System.IO;
using PrepareRoot.MountTests.Scratch;
using PrepareRoot.Support;
using Xunit;

namespace PrepareRoot.MountTests;

/// <summary>
/// A deployment whose <c>/usr</c> was changed by <c>ostree admin unlock --hotfix</c>.
/// </summary>
public class HotfixTests
{
    private const string Upper = CommandLines.DeploymentA + "/.usr-ovl-upper";

    // As libostree and overlayfs leave it: one file added and one removed.
    private const string MakeHotfix = $"""
        cd sysroot/{CommandLines.DeploymentA}
        mkdir .usr-ovl-upper .usr-ovl-work
        mkdir -p .usr-ovl-upper/lib
        echo fixed >.usr-ovl-upper/fixed
        mknod .usr-ovl-upper/lib/os-release c 0 0
        """;

    [RequiresTheory(Needs.Mounts)]
    [InlineData("yes", "ro,relatime")]
    [InlineData("no", "rw,relatime")]
    public void Hotfix_is_in_usr_and_usr_takes_further_changes(string mode, string rootOptions)
    {
        using var machine = Start(mode);

        var result = machine.Run(CommandLines.OstreeA);

        Assert.Equal((0, ""), (result.ExitStatus, result.Error));
        Assert.EndsWith(", /usr with its hotfix)\n", result.Output, StringComparison.Ordinal);
        Assert.Equal(rootOptions, machine.Observe().TopmostAt("/sysroot")!.Options);
        Assert.Equal("/sysroot/usr on /sysroot: / rw,relatime private - overlay overlay rw,lowerdir=…,upperdir=…,workdir=…", UsrOf(machine));
        Assert.Equal("fixed\n", File.ReadAllText(machine.PathInSysroot("usr/fixed")));
        Assert.False(Path.Exists(machine.PathInSysroot("usr/lib/os-release")));
        File.WriteAllText(machine.PathInSysroot("usr/new"), "to usr");
        Assert.Equal("to usr", File.ReadAllText(machine.PathInSysroot($"sysroot/{Upper}/new")));
        Assert.Contains("\"hotfix\": true", File.ReadAllText(machine.PathOf("/run/prepare-root.json")), StringComparison.Ordinal);
    }

    [RequiresTheory(Needs.Mounts)]
    [InlineData("yes")]
    [InlineData("no")]
    public void Hotfix_on_a_read_only_disk_is_in_usr_and_usr_is_read_only(string mode)
    {
        using var machine = Start(mode);
        machine.Shell("mount -o remount,ro sysroot");

        var result = machine.Run(CommandLines.OstreeA);

        Assert.Equal((0, ""), (result.ExitStatus, result.Error));
        // The kernel also shows how it follows redirects. The option depends on its version.
        Assert.StartsWith("/sysroot/usr on /sysroot: / ro,relatime private - overlay overlay ro,lowerdir=…", UsrOf(machine), StringComparison.Ordinal);
        Assert.Equal("fixed\n", File.ReadAllText(machine.PathInSysroot("usr/fixed")));
        Assert.False(Path.Exists(machine.PathInSysroot("usr/lib/os-release")));
        Assert.True(Directory.Exists(machine.PathInSysroot("usr/lib/modules")));
        var refused = Assert.Throws<IOException>(() => File.WriteAllText(machine.PathInSysroot("usr/new"), ""));
        Assert.StartsWith("Read-only file system", refused.Message, StringComparison.Ordinal);
    }

    [RequiresFact(Needs.Mounts)]
    public void Hotfix_is_not_in_another_deployment_of_the_disk()
    {
        using var machine = Start("yes");

        var result = machine.Run(CommandLines.OstreeB);

        Assert.Equal((0, ""), (result.ExitStatus, result.Error));
        Assert.Null(machine.Observe().TopmostAt("/sysroot/usr"));
        Assert.False(Path.Exists(machine.PathInSysroot("usr/fixed")));
        Assert.Contains("\"hotfix\": false", File.ReadAllText(machine.PathOf("/run/prepare-root.json")), StringComparison.Ordinal);
    }

    private static string UsrOf(ScratchInitramfs machine) =>
        Assert.Single(machine.Observe().Described, line => line.StartsWith("/sysroot/usr ", StringComparison.Ordinal));

    private static ScratchInitramfs Start(string mode)
    {
        var machine = new ScratchInitramfs(Fixture.Ostree);
        machine.Write(ScratchInitramfs.Configuration, CommandLines.Enabled(mode));
        machine.Shell(MakeHotfix);
        return machine;
    }
}
