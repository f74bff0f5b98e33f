using System;
using System.IO;
using System.Linq;
using System.Text.Json;
using PrepareRoot.MountTests.Atomicity;
using PrepareRoot.MountTests.Scratch;
using PrepareRoot.Support;
using Xunit;

namespace PrepareRoot.MountTests;

/// <summary>Other paths for SYSROOT, and what is already mounted there.</summary>
public class SysrootPathTests
{
    [RequiresTheory(Needs.Mounts)]
    [InlineData("/run/sysroot")]
    [InlineData("/run/media/the disk")]
    [InlineData("/sysroot/below")]
    [InlineData("/a\\b:c,d")]
    public void SYSROOT_may_be_anywhere(string sysroot)
    {
        using var machine = Scenario.Ostree.Start(sysroot);

        var result = machine.Run(CommandLines.OstreeA);

        Assert.Equal((0, ""), (result.ExitStatus, result.Error));
        // As mountinfo escapes it.
        var mountPoint = sysroot.Replace("\\", "\\134", StringComparison.Ordinal).Replace(" ", "\\040", StringComparison.Ordinal);
        var state = machine.Observe();
        Assert.Equal("overlay", state.TopmostAt(mountPoint)!.Type);
        Assert.Equal(
            Scenario.Ostree.Prepared.Where(line => line.StartsWith("/sysroot", StringComparison.Ordinal)).Select(line => line.Split(' ')[0]),
            state.Mounts
                .Where(entry => entry.MountPoint.StartsWith(mountPoint, StringComparison.Ordinal))
                .Select(entry => "/sysroot" + entry.MountPoint[mountPoint.Length..])
                .Order(StringComparer.Ordinal));
    }

    // A reader that looks for a line, and not for a member of the object, would find this one.
    [RequiresFact(Needs.Mounts)]
    public void Path_with_line_feeds_adds_nothing_to_the_record()
    {
        const string crafted = "/a\",\n  \"root-device-inode\": \"8:1 2\",\n  \"plan\": [\n    \"";
        using var usual = Scenario.Composefs.Start();
        using var machine = Scenario.Composefs.Start(crafted);

        Assert.Equal(0, usual.Run(Scenario.Composefs.CommandLine).ExitStatus);
        Assert.Equal(0, machine.Run(Scenario.Composefs.CommandLine).ExitStatus);

        var expected = File.ReadAllText(usual.PathOf("/run/prepare-root.json"));
        var text = File.ReadAllText(machine.PathOf("/run/prepare-root.json"));
        using var record = JsonDocument.Parse(text);
        Assert.Equal(crafted, record.RootElement.GetProperty("sysroot").GetString());
        Assert.Equal(expected.Split('\n').Length, text.Split('\n').Length);
        Assert.Equal(
            JsonDocument.Parse(expected).RootElement.GetProperty("plan").GetArrayLength(),
            record.RootElement.GetProperty("plan").GetArrayLength());
        Assert.Single(text.Split('\n'), line => line.StartsWith("  \"root-device-inode\": ", StringComparison.Ordinal));
    }

    [RequiresTheory(Needs.Mounts)]
    [InlineData("ostree")]
    [InlineData("composefs")]
    public void SYSROOT_may_be_a_directory_below_a_mount(string scenarioName)
    {
        var scenario = Scenario.Of(scenarioName);
        using var machine = scenario.Start("/mnt");
        machine.Shell("cd mnt; mkdir disk; for name in composefs ostree state; do [ ! -e $name ] || mv $name disk; done");
        var before = machine.Observe();

        var result = machine.RunWith(null, "/mnt/disk", scenario.CommandLine);

        Assert.Equal((0, ""), (result.ExitStatus, result.Error));
        var after = machine.Observe();
        Assert.Equal(before.Mounts, after.Mounts.Where(entry => !entry.MountPoint.StartsWith("/mnt/disk", StringComparison.Ordinal)));
        Assert.Equal("overlay", after.TopmostAt("/mnt/disk")!.Type);
        // The directory is the disk: nothing beside it is in the new root.
        Assert.Equal("/disk", after.TopmostAt("/mnt/disk/sysroot")!.Root);

        var again = machine.RunWith(null, "/mnt/disk", scenario.CommandLine);

        Assert.Equal((0, "prepare-root: /mnt/disk is already prepared, nothing to do\n", ""), (again.ExitStatus, again.Output, again.Error));
        Assert.Equal(after.Exact, machine.Observe().Exact);
    }

    [RequiresFact(Needs.Mounts)]
    public void Parent_mount_may_be_shared()
    {
        using var machine = Scenario.Ostree.Start();
        machine.Shell("mount --make-shared .");
        var before = machine.Observe();
        Assert.Contains(before.Mounts, entry => entry.MountPoint == "/" && entry.Propagation == "shared");

        var result = machine.Run(CommandLines.OstreeA);

        Assert.Equal((0, ""), (result.ExitStatus, result.Error));
        // What is attached below a shared mount becomes shared. Everything else is the same.
        var described = machine.Observe().Mounts.Select(entry => entry with { Propagation = "" }).ToArray();
        Assert.Equal(
            Scenario.Ostree.Prepared.Where(line => line.StartsWith('/')).Select(line => line.Replace(" shared - ", " private - ", StringComparison.Ordinal)),
            MountEntry.Describe(described));
    }

    [RequiresTheory(Needs.Mounts)]
    [InlineData("ostree")]
    [InlineData("composefs")]
    public void Second_run_has_nothing_to_do(string scenarioName)
    {
        var scenario = Scenario.Of(scenarioName);
        using var machine = scenario.Start();
        Assert.Equal(0, machine.Run(scenario.CommandLine).ExitStatus);
        var before = machine.Observe();
        var record = File.ReadAllText(machine.PathOf("/run/prepare-root.json"));

        var result = machine.Run(scenario.CommandLine);

        Assert.Equal((0, "prepare-root: /sysroot is already prepared, nothing to do\n", ""), (result.ExitStatus, result.Output, result.Error));
        Assert.Equal(before.Exact, machine.Observe().Exact);
        Assert.Equal(record, File.ReadAllText(machine.PathOf("/run/prepare-root.json")));
    }

    [RequiresFact(Needs.Mounts)]
    public void Second_run_removes_what_a_killed_run_kept()
    {
        using var machine = Scenario.Ostree.Start();
        Assert.Equal(0, machine.Run(CommandLines.OstreeA).ExitStatus);
        var before = machine.Observe();
        machine.Shell("cd run; touch .prepare-root.json.new .ostree-booted.new; [ ! -d systemd ] || ln -s /dev/null systemd/.volatile-root.new");

        Assert.Equal(0, machine.Run(CommandLines.OstreeA).ExitStatus);

        Assert.Equal(before.Exact, machine.Observe().Exact);
    }

    [RequiresFact(Needs.Mounts)]
    public void Record_of_an_earlier_boot_is_replaced()
    {
        using var machine = Scenario.Ostree.Start();
        machine.Write("/run/ostree-booted", "old");
        machine.Write("/run/prepare-root.json", "{}\n");
        machine.Write("/run/ostree/initramfs-mount-var", "");
        machine.Shell("mkdir run/systemd; ln -s /dev/null run/systemd/volatile-root; rm run/ostree/initramfs-mount-var");

        var result = machine.Run(CommandLines.OstreeA);

        Assert.Equal((0, ""), (result.ExitStatus, result.Error));
        Assert.Equal(Scenario.Ostree.Prepared, machine.Observe().Comparable);
    }
}
