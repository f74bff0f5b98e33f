using System;
using System.Linq;
using PrepareRoot.BootTests.Guest;
using PrepareRoot.Support;
using Xunit;

namespace PrepareRoot.BootTests.Systems;

/// <summary>
/// Several boots with libostree, with our program in the initramfs: see <see cref="Life"/>.
/// </summary>
public class LifeTests
{
    private const string ReadOnlyRoot = "/ overlay ro,relatime /";
    private const string Hotfix = "/usr overlay rw,relatime /";
    private const string Refspec = "    origin refspec: demo";

    public static TheoryData<string> Boots => [.. Life.KernelBoots, .. Life.SoftReboots];


    private static string C1 => Life.FirstCommit;

    private static string C2 => Life.SecondCommit;

    [RequiresTheory(Needs.Machine)]
    [MemberData(nameof(Boots))]
    public void Each_boot_has_no_failed_unit_and_the_units_of_libostree_succeed(string boot)
    {
        var facts = Life.Facts(boot);

        Assert.Equal("running\n", facts.Text("state"));
        Assert.Equal("", facts.Text("failed"));
        // Only after a soft reboot by libostree alone ostree-boot-complete has something to do.
        var complete = boot == "soft-rebooted" ? "active" : "inactive";
        Assert.Equal(
            ["ostree-remount.service active", "var.mount active", "boot.mount active", "ostree-boot-complete.service " + complete],
            Lines(facts, "units"));
    }

    [RequiresTheory(Needs.Machine)]
    [InlineData("first", null)]
    [InlineData("upgraded", null)]
    [InlineData("hotfixed", Hotfix)]
    [InlineData("back", null)]
    [InlineData("verified", Hotfix)]
    [InlineData("replaced", null)]
    public void Each_boot_has_its_deployment_at_root_the_disk_read_only_and_a_writable_etc_and_var(string boot, string? usr)
    {
        var deployment = boot is "upgraded" or "hotfixed" or "verified" ? C2 : C1;
        string?[] mounts =
        [
            ReadOnlyRoot, usr, $"/etc ext4 rw,relatime /ostree/deploy/demo/deploy/{deployment}.0/etc", "/var ext4 rw,relatime /ostree/deploy/demo/var",
            "/boot ext4 ro,relatime /boot", "/sysroot ext4 ro,relatime /",
        ];

        var facts = Life.Facts(boot);

        Assert.Equal(mounts.Where(mount => mount is not null), Lines(facts, "mounts"));
        Assert.Contains($"\"deployment\": \"ostree/deploy/demo/deploy/{deployment}.0\"", facts.Record, StringComparison.Ordinal);
        Assert.Contains("\"trust\": \"integrity\"", facts.Record, StringComparison.Ordinal);
        Assert.Contains("\"hotfix\": " + (usr is null ? "false" : "true"), facts.Record, StringComparison.Ordinal);
    }

    [RequiresFact(Needs.Machine)]
    public void First_deployment_is_booted_and_a_second_one_staged()
    {
        var facts = Life.Facts("first");

        Assert.Equal([$"* demo {C1}.0", Refspec], Lines(facts, "status"));
        Assert.Equal([], Lines(facts, "files"));
        Assert.Equal(
            [$"  demo {C2}.0 (staged)", Refspec, $"* demo {C1}.0", "    Pinned: yes", Refspec],
            Lines(facts, "status at the end"));
    }

    [RequiresFact(Needs.Machine)]
    public void Reboot_leads_into_the_second_deployment_with_this_machines_etc_and_var()
    {
        var facts = Life.Facts("upgraded");

        Assert.Equal([$"* demo {C2}.0", Refspec, $"  demo {C1}.0 (rollback)", "    Pinned: yes", Refspec], Lines(facts, "status"));
        Assert.Equal(
            ["/usr/share/demo/version 2", "/etc/demo-new theirs", "/etc/demo mine", "/etc/demo-late mine", "/var/demo mine"],
            Lines(facts, "files"));
        Assert.Contains($"\"digest\": \"{facts.Text("measured").Trim()}\"", facts.Record, StringComparison.Ordinal);
    }

    [RequiresFact(Needs.Machine)]
    public void Hotfix_is_there_after_a_reboot_and_takes_further_changes()
    {
        Assert.Equal(
            [$"* demo {C2}.0", "    Unlocked: hotfix", Refspec, $"  demo {C2}.1 (rollback)", Refspec, $"  demo {C1}.0", "    Pinned: yes", Refspec],
            Lines(Life.Facts("upgraded"), "status at the end"));

        var facts = Life.Facts("hotfixed");

        Assert.Equal(Lines(Life.Facts("upgraded"), "status at the end"), Lines(facts, "status"));
        Assert.Equal(
            ["/etc/demo-new theirs", "/etc/demo mine", "/etc/demo-late mine", "/var/demo mine", "/usr/bin/fixed fixed"],
            Lines(facts, "files"));
    }

    [RequiresFact(Needs.Machine)]
    public void Rollback_leads_back_into_the_first_deployment_without_the_hotfix()
    {
        var facts = Life.Facts("back");

        Assert.Equal(
            [$"* demo {C1}.0", "    Pinned: yes", Refspec, $"  demo {C2}.0 (rollback)", "    Unlocked: hotfix", Refspec, $"  demo {C2}.1", Refspec],
            Lines(facts, "status"));
        Assert.Equal(["/etc/demo mine", "/etc/demo-late mine", "/var/demo mine"], Lines(facts, "files"));
    }

    [RequiresFact(Needs.Machine)]
    public void Soft_reboot_by_our_tool_leads_into_the_root_of_a_boot_with_its_hotfix()
    {
        Assert.Matches(
            $"^/run/nextroot: ostree/deploy/demo/deploy/{C2}\\.0, composefs sha256:[0-9a-f]{{64}}, files verified against it\\. 'systemctl soft-reboot' starts it\\.\n$",
            Life.Facts("back").Text("prepared"));

        var facts = Life.Facts("verified");

        Assert.Equal([$"* demo {C2}.0", "    Unlocked: hotfix"], Lines(facts, "status").SkipWhile(line => line[0] != '*').Take(2));
        Assert.Equal(Lines(Life.Facts("hotfixed"), "files")[..4], Lines(facts, "files")[..4]);
        Assert.Contains("/usr/bin/fixed fixed again", Lines(facts, "files"));
        Assert.StartsWith("boot      as recorded\n", facts.Text("our status"), StringComparison.Ordinal);
    }

    [RequiresFact(Needs.Machine)]
    public void Root_that_libostree_prepares_is_replaced_by_a_verified_one_where_the_unit_is_enabled() =>
        Assert.Single(Lines(Life.Facts("replaced"), "status"), $"* demo {C1}.0");

    [RequiresFact(Needs.Machine)]
    public void Soft_reboot_by_libostree_alone_leads_into_the_other_deployment_and_ends_what_was_unlocked()
    {
        var before = Life.Facts("replaced");
        Assert.Equal(["/usr overlay rw,relatime /"], Lines(before, "unlocked"));
        Assert.Equal([$"* demo {C1}.0", "    Unlocked: development", "    Pinned: yes"], Lines(before, "status at the end")[..3]);

        var facts = Life.Facts("soft-rebooted");

        Assert.Single(Lines(facts, "status"), $"* demo {C2}.0");
        // libostree's own code mounts it, without the hotfix.
        Assert.Equal(
            [
                ReadOnlyRoot, $"/etc ext4 rw,relatime /ostree/deploy/demo/deploy/{C2}.0/etc", "/var ext4 rw,relatime /ostree/deploy/demo/var",
                "/boot ext4 ro,relatime /boot", "/sysroot ext4 ro,relatime /",
            ],
            Lines(facts, "mounts"));
        Assert.Equal(
            ["/usr/share/demo/version 2", "/etc/demo-new theirs", "/etc/demo mine", "/etc/demo-late mine", "/var/demo mine"],
            Lines(facts, "files"));
    }

    [RequiresFact(Needs.Machine)]
    public void Record_is_there_after_each_boot_and_gone_after_a_soft_reboot_into_a_root_that_it_does_not_describe()
    {
        foreach (var boot in Life.KernelBoots.Concat(Life.SoftReboots).Where(boot => boot != "soft-rebooted"))
            Assert.Contains("/run/prepare-root.json", Lines(Life.Facts(boot), "run"));

        Assert.StartsWith("prepare-rootctl: /run/prepare-root.json is missing: ", Life.Facts("soft-rebooted").Text("refused"), StringComparison.Ordinal);
        Assert.DoesNotContain("/run/prepare-root.json", Lines(Life.Facts("soft-rebooted"), "run"));
        Assert.Contains("/run/ostree-booted", Lines(Life.Facts("soft-rebooted"), "run"));
    }

    private static string[] Lines(CaseFacts facts, string name) => facts.Text(name).Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
