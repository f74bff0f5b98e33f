using System;
using System.IO;
using System.Linq;
using PrepareRoot.MountTests.Scratch;
using PrepareRoot.Support;
using Xunit;

namespace PrepareRoot.MountTests;

/// <summary>
/// The program called by the names of the programs that it replaces, with their command lines.
/// </summary>
public class SetupRootTests
{
    private const string Composefs = "composefs-setup-root";
    private const string Bootc = "initramfs-setup";
    private const string CommandLine = "quiet rw composefs=?" + CommandLines.Sha256V1;
    private const string State = "state/deploy/" + CommandLines.Sha256V1;

    public static TheoryData<string, string[]> Calls => new()
    {
        { "ostree-prepare-root", ["/sysroot", CommandLine] },
        { Composefs, ["--cmdline", CommandLine] },
        { Composefs, ["--sysroot=/sysroot", "--cmdline=" + CommandLine, "words", "nobody reads"] },
        { Bootc, ["setup-root", "--cmdline", CommandLine] },
        { Bootc, ["setup-root", "--cmdline=" + CommandLine, "--sysroot", "/sysroot"] },
    };

    [RequiresTheory(Needs.Mounts)]
    [MemberData(nameof(Calls))]
    public void Root_is_the_same_by_every_name_of_the_program(string name, string[] arguments)
    {
        using var own = new ScratchInitramfs(Fixture.Sha256);
        using var machine = new ScratchInitramfs(Fixture.Sha256);
        var expected = own.Run(CommandLine);

        var result = machine.RunBy(name, arguments);

        Assert.Equal(expected, result);
        Assert.Equal((0, ""), (result.ExitStatus, result.Error));
        Assert.Equal(own.Observe().Described, machine.Observe().Described);
    }

    [RequiresTheory(Needs.Mounts)]
    [InlineData(Composefs)]
    [InlineData(Bootc)]
    public void Configuration_that_is_named_takes_the_place_of_the_usual_one(string name)
    {
        using var machine = new ScratchInitramfs(Fixture.Sha256);
        machine.Write("/usr/lib/composefs/setup-root-conf.toml", "this is not TOML");
        machine.Write("/etc/other.toml", "[etc]\nmount = \"bind\"\n");
        string[] command = name == Bootc ? ["setup-root"] : [];

        var result = machine.RunBy(name, [.. command, "--config", "/etc/other.toml", "--cmdline", CommandLine]);

        Assert.Equal((0, ""), (result.ExitStatus, result.Error));
        Assert.Contains($"/sysroot/etc on /sysroot: /{State}/etc rw,relatime private - ext4 LOOP rw", machine.Observe().Described);
    }

    [RequiresFact(Needs.Mounts)]
    public void Defaults_hold_if_the_configuration_that_is_named_is_missing()
    {
        using var machine = new ScratchInitramfs(Fixture.Sha256);
        machine.Write("/usr/lib/composefs/setup-root-conf.toml", "[etc]\nmount = \"bind\"\n");

        var result = machine.RunBy(Composefs, "--config=/nowhere.toml", "--cmdline", CommandLine);

        Assert.Equal((0, ""), (result.ExitStatus, result.Error));
        Assert.Equal("overlay", machine.Observe().TopmostAt("/sysroot/etc")!.Type);
    }

    [RequiresTheory(Needs.Mounts)]
    [InlineData("prepare-root", "disk", CommandLine)]
    [InlineData("ostree-prepare-root", "./disk/", CommandLine)]
    [InlineData(Composefs, "--sysroot", "disk", "--config", "bind.toml", "--cmdline", CommandLine)]
    [InlineData(Composefs, "--sysroot=../mnt/disk", "--config=./bind.toml", "--cmdline", CommandLine)]
    [InlineData(Bootc, "setup-root", "--sysroot=disk", "--config=bind.toml", "--cmdline", CommandLine)]
    public void Relative_paths_start_from_the_working_directory(string name, params string[] arguments)
    {
        using var machine = new ScratchInitramfs(Fixture.Sha256, "/mnt/disk") { WorkingDirectory = "/mnt" };
        machine.Write("/mnt/bind.toml", "[etc]\nmount = \"bind\"\n");

        var result = machine.RunBy(name, arguments);

        Assert.Equal((0, ""), (result.ExitStatus, result.Error));
        var state = machine.Observe();
        Assert.Equal("composefs:" + CommandLines.Sha256V1, state.TopmostAt("/mnt/disk")!.Source);
        Assert.Equal(arguments.Any(argument => argument.Contains("bind", StringComparison.Ordinal)) ? "ext4" : "overlay", state.TopmostAt("/mnt/disk/etc")!.Type);
    }

    [RequiresTheory(Needs.Mounts)]
    [InlineData("/dev/null")]
    [InlineData("/etc/link-to-null")]
    public void Configuration_may_be_the_null_device(string path)
    {
        using var machine = new ScratchInitramfs(Fixture.Sha256);
        machine.Write("/usr/lib/composefs/setup-root-conf.toml", "[etc]\nmount = \"bind\"\n");
        machine.Shell("ln -s /dev/null etc/link-to-null");

        var result = machine.RunBy(Composefs, "--config", path, "--cmdline", CommandLine);

        Assert.Equal((0, ""), (result.ExitStatus, result.Error));
        Assert.Equal("overlay", machine.Observe().TopmostAt("/sysroot/etc")!.Type);
    }

    [RequiresTheory(Needs.Mounts)]
    [InlineData("/target")]
    [InlineData("/run/target")]
    public void New_root_is_at_the_target_and_the_disk_stays(string target)
    {
        using var machine = new ScratchInitramfs(Fixture.Sha256);
        Directory.CreateDirectory(machine.PathOf(target));
        var before = machine.Observe();

        var result = machine.RunBy(Bootc, "setup-root", "--target", target, "--cmdline", CommandLine);

        Assert.Equal((0, ""), (result.ExitStatus, result.Error));
        Assert.Equal($"prepare-root: {target} is {State} (composefs, not verified)\n", result.Output);
        var after = machine.Observe();
        Assert.Equal(before.Mounts, after.Mounts.Where(entry => !entry.MountPoint.StartsWith(target, StringComparison.Ordinal)));
        Assert.Equal(
            [target, target + "/etc", target + "/sysroot", target + "/var"],
            after.Mounts.Except(before.Mounts).Select(entry => entry.MountPoint).Order(StringComparer.Ordinal));
        Assert.Equal("composefs:" + CommandLines.Sha256V1, after.TopmostAt(target)!.Source);
        Assert.Equal("upper-hostname\n", File.ReadAllText(machine.PathOf(target + "/etc/hostname")));

        var again = machine.RunBy(Bootc, "setup-root", "--target", target, "--cmdline", CommandLine);

        Assert.Equal((0, $"prepare-root: {target} is already prepared, nothing to do\n", ""), (again.ExitStatus, again.Output, again.Error));
        Assert.Equal(after.Exact, machine.Observe().Exact);
    }

    [RequiresFact(Needs.Mounts)]
    public void Target_that_takes_no_mount_is_refused_and_nothing_has_changed()
    {
        string[] arguments = ["--target=/target", "--cmdline", CommandLine];
        var trace = new Strace(["move_mount"]);
        using (var other = new ScratchInitramfs(Fixture.Sha256))
        {
            Directory.CreateDirectory(other.PathOf("/target"));
            Assert.Equal(0, other.RunBy(trace, Composefs, arguments).ExitStatus);
        }
        using var machine = new ScratchInitramfs(Fixture.Sha256);
        Directory.CreateDirectory(machine.PathOf("/target"));
        var before = machine.Observe();

        var result = machine.RunBy(Strace.With($"move_mount:error=EPERM:when={trace.Read()[^1].When}"), Composefs, arguments);

        Assert.Equal(1, result.ExitStatus);
        Assert.StartsWith(
            "prepare-root: refused [commit-failed]: /target: the new root can't be attached there: Operation not permitted\n", result.Error, StringComparison.Ordinal);
        Assert.Equal(before.Exact, machine.Observe().Exact);
    }

    [RequiresTheory(Needs.Mounts)]
    [InlineData("/tree")]
    [InlineData("/run/tree")]
    public void Tree_may_take_the_place_of_an_image_that_need_not_be_there(string tree)
    {
        using var machine = new ScratchInitramfs(Fixture.Sha256);
        foreach (var directory in (string[])["etc", "var", "sysroot"])
            Directory.CreateDirectory(machine.PathOf(tree + "/" + directory));
        machine.Write(tree + "/etc/of-the-tree", "yes");
        File.Delete(machine.PathInSysroot("composefs/images/" + CommandLines.Sha256V1));

        var result = machine.RunBy(Composefs, "--root-fs", tree, "--cmdline", CommandLine);

        Assert.Equal((0, $"prepare-root: warning: the root is not verified: it is the tree {tree} of --root-fs\n"), (result.ExitStatus, result.Error));
        Assert.Equal($"prepare-root: /sysroot is {State} (the tree of --root-fs, nothing verified)\n", result.Output);
        Assert.Equal(["upper-hostname\n", "yes"], ((string[])["etc/hostname", "etc/of-the-tree"]).Select(file => File.ReadAllText(machine.PathInSysroot(file))));
        Assert.Contains(CommandLines.Sha256V1, File.ReadAllText(machine.PathInSysroot("var/STATE")), StringComparison.Ordinal);
        Assert.Throws<IOException>(() => File.WriteAllText(machine.PathInSysroot("new"), ""));
        Assert.Contains("\"trust\": \"none\"", File.ReadAllText(machine.PathOf("/run/prepare-root.json")), StringComparison.Ordinal);
    }
}
