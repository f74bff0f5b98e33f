using System;
using PrepareRoot.BootTests.Guest;
using PrepareRoot.Support;
using Xunit;

namespace PrepareRoot.BootTests.Systems;

/// <summary>
/// Several boots from a composefs repository, with our program in the initramfs: see
/// <see cref="ComposefsLife"/>.
/// </summary>
public class ComposefsLifeTests
{
    private const string Disk = "/sysroot /dev/vda ext4 ro,nosuid,nodev,relatime /";
    private const string Etc = "/etc overlay overlay rw,relatime /";

    // The suite that has all boots.
    private const string Suite = "forky";

    public static TheoryData<string> FirstBoot => new(ComposefsLife.Boots[Suite][..1]);

    public static TheoryData<string> LaterBoots => new(ComposefsLife.Boots[Suite][1..]);

    [RequiresTheory(Needs.Machine)]
    [MemberData(nameof(FirstBoot))]
    [AskedMemberData(nameof(LaterBoots))]
    public void Each_boot_has_no_failed_unit_and_a_root_verified_against_the_command_line(string boot) => HasVerifiedRoot(Suite, boot);

    [RequiresFact(Needs.Machine | Needs.Asked)]
    public void System_of_the_suite_before_has_no_failed_unit_and_a_verified_root() => HasVerifiedRoot(OsRecipe.Trixie.Suite, "first");

    [RequiresFact(Needs.Machine | Needs.Asked)]
    public void Files_written_to_etc_and_var_are_there_after_reboots_and_the_root_takes_no_writes()
    {
        var digest = ComposefsLife.DiskOf(Suite).Digest;
        string[] mounts = [$"/ composefs:{digest} overlay ro,relatime /", Etc, $"/var /dev/vda ext4 rw,relatime /state/deploy/{digest}/var", Disk];
        string[] writes = ["/demo: Read-only file system", "/etc/demo: ", "/etc/hostname: ", "/var/demo: "];

        var first = ComposefsLife.Facts(Suite, "first");
        Assert.Equal(mounts, Lines(first, "mounts"));
        Assert.Equal(["/etc/hostname demo"], Lines(first, "files"));
        Assert.Equal("there\n", first.Text("host.conf"));
        Assert.Equal(writes, Lines(first, "writes"));

        var again = ComposefsLife.Facts(Suite, "again");
        Assert.Equal(mounts, Lines(again, "mounts"));
        Assert.Equal(
            ["/etc/hostname first", "/etc/demo first", "/var/demo first", "/sysroot/state/os/default/var/demo transient"],
            Lines(again, "files"));
        Assert.Equal("gone\n", again.Text("host.conf"));
    }

    [RequiresFact(Needs.Machine | Needs.Asked)]
    public void Other_deployment_boots_by_its_argument_with_a_transient_root_and_etc()
    {
        var facts = ComposefsLife.Facts(Suite, "transient");

        // bootc's layout: deployments share the /var that they link to.
        Assert.Equal(
            [$"/ transient:composefs={ComposefsLife.DiskOf(Suite).SecondDigest} overlay rw,relatime /", Etc, "/var /dev/vda ext4 rw,relatime /state/os/default/var", Disk],
            Lines(facts, "mounts"));
        Assert.Equal(["/usr/share/demo/version 2", "/etc/hostname demo"], Lines(facts, "files"));
        Assert.Equal("there\n", facts.Text("host.conf"));
        Assert.Equal(["/demo: ", "/etc/demo: ", "/etc/hostname: ", "/var/demo: "], Lines(facts, "writes"));
        Assert.Contains("\"root-mode\": \"transient\"", facts.Record, StringComparison.Ordinal);
    }

    [RequiresFact(Needs.Machine | Needs.Asked)]
    public void Reboot_forgets_what_was_transient_and_systemd_volatile_state_keeps_var_in_memory()
    {
        var digest = ComposefsLife.DiskOf(Suite).SecondDigest;

        var facts = ComposefsLife.Facts(Suite, "second");

        // A whole /etc for each deployment, as in bootc's layout. systemd mounts /var.
        Assert.Equal(
            [$"/ composefs:{digest} overlay ro,relatime /", $"/etc /dev/vda ext4 rw,relatime /state/deploy/{digest}/etc", "/var tmpfs tmpfs rw,relatime /", Disk],
            Lines(facts, "mounts"));
        Assert.Equal(
            ["/usr/share/demo/version 2", "/etc/hostname demo", "/sysroot/state/os/default/var/demo transient"],
            Lines(facts, "files"));
        Assert.Equal("there\n", facts.Text("host.conf"));
        Assert.Equal(["/demo: Read-only file system", "/etc/demo: ", "/etc/hostname: ", "/var/demo: "], Lines(facts, "writes"));
    }

    private static void HasVerifiedRoot(string suite, string boot)
    {
        var facts = ComposefsLife.Facts(suite, boot);

        Assert.Equal("running\n", facts.Text("state"));
        Assert.Equal("", facts.Text("failed"));
        Assert.StartsWith(suite == "trixie" ? "6.12." : "7.2.", facts.Text("kernel"), StringComparison.Ordinal);
        var digest = boot is "first" or "again" ? ComposefsLife.DiskOf(suite).Digest : ComposefsLife.DiskOf(suite).SecondDigest;
        Assert.Contains($"\"digest\": \"sha256:{digest}\"", facts.Record, StringComparison.Ordinal);
        Assert.Contains("\"trust\": \"command-line\"", facts.Record, StringComparison.Ordinal);
        Assert.Contains("\"verity-required\": true", facts.Record, StringComparison.Ordinal);
    }

    private static string[] Lines(CaseFacts facts, string name) => facts.Text(name).Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
