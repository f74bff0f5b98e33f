using System;
using System.Linq;
using PrepareRoot.Support;
using Xunit;

namespace PrepareRoot.BootTests.Systems;

/// <summary>
/// Programs of others on a root that prepare-root mounted, and a factory reset of it.
/// </summary>
public class ProgramsTests(ProgramsMachine machine) : IClassFixture<ProgramsMachine>
{
    private const string Disk = "/dev/vda\n";

    private static readonly string[] _mine = ["/etc/hostname mine", "/etc/demo mine", "/var/demo mine"];

    [RequiresFact(Needs.Machine | Needs.Tool | Needs.Asked)]
    public void Grub_finds_the_disk_at_sysroot_and_at_the_root_with_a_link_that_has_the_name_of_its_source()
    {
        var boot = machine.Facts("first");

        Assert.Contains("failed to get canonical path of `composefs:", boot.Text("grub-probe: /"), StringComparison.Ordinal);
        Assert.Contains("failed to get canonical path of `composefs:", boot.Text("grub-mkconfig"), StringComparison.Ordinal);
        Assert.Equal((Disk, Disk), (boot.Text("grub-probe: /sysroot"), boot.Text("grub-probe: / with the link")));
        Assert.Equal("0\n", boot.Text("grub-mkconfig with the link"));
        Assert.Contains($"root=UUID={boot.Text("uuid").Trim()} ", boot.Text("grub.cfg"), StringComparison.Ordinal);
    }

    [RequiresFact(Needs.Machine | Needs.Tool | Needs.Asked)]
    public void Podman_runs_a_container_and_finds_its_storage_in_a_later_boot()
    {
        var (first, later) = (machine.Facts("first"), machine.Facts("undone"));

        Assert.Equal("a container runs\n", first.Text("run"));
        Assert.Equal("overlay /var/lib/containers/storage\n", first.Text("store"));
        Assert.Equal(("localhost/demo\n", "kept\n"), (later.Text("images"), later.Text("containers")));
        Assert.Equal(("a container runs\n", "a container runs again\n"), (later.Text("started"), later.Text("run")));
        Assert.Contains("/file\n", later.Text("diff"), StringComparison.Ordinal);
    }

    [RequiresFact(Needs.Machine | Needs.Tool | Needs.Asked)]
    public void Factory_reset_takes_etc_and_var_away_in_the_next_boot_and_an_undo_brings_them_back()
    {
        Assert.Equal(_mine, machine.Facts("first").Lines("state"));
        Assert.Equal(2, machine.Facts("first").Lines("reset").Count(line => line.Contains(": as in the image; ", StringComparison.Ordinal)));

        var reset = machine.Facts("reset");
        Assert.Equal(["/etc/hostname demo"], reset.Lines("state"));
        Assert.Equal(("", ""), (reset.Text("images"), reset.Text("containers")));
        Assert.Equal(2, reset.Lines("undo").Count(line => line.Contains(": as before the reset of ", StringComparison.Ordinal)));

        Assert.Equal(_mine, machine.Facts("undone").Lines("state"));
    }

    [RequiresFact(Needs.Machine | Needs.Tool | Needs.Asked)]
    public void Kernel_that_crashes_is_dumped_into_var()
    {
        Assert.Contains("current state:    ready to kdump", machine.Facts("undone").Text("kdump"), StringComparison.Ordinal);

        var boot = machine.Facts("crashed");
        var files = boot.Lines("crash").Select(line => line.Split(' ')).ToArray();
        Assert.Contains(files, file => file[0].StartsWith("dmesg.", StringComparison.Ordinal));
        var dump = Assert.Single(files, file => file[0].StartsWith("dump.", StringComparison.Ordinal));
        Assert.InRange(long.Parse(dump[1], null), 1 << 20, 1 << 30);
        // The format that makedumpfile writes into a pipe.
        Assert.Equal("makedump", boot.Text("dump"));
        Assert.Contains("sysrq: Trigger a crash", boot.Text("dmesg"), StringComparison.Ordinal);
        Assert.Equal("boot      as recorded\n", boot.Text("status"));
    }
}
