using System;
using System.Text.Json;
using PrepareRoot.Support;
using Xunit;

namespace PrepareRoot.BootTests.Chain;

/// <summary>
/// Systems booted with our dracut module: the module installs what measuring needs, the measurement
/// is early enough, and no emergency shell starts with a register that may become that of an image.
/// </summary>
public class MeasuredSystemTests(MeasuredSystem system) : IClassFixture<MeasuredSystem>
{
    private const string Shell = "prepare-root:shell";

    [RequiresFact(Needs.Machine | Needs.Tpm | Needs.Asked)]
    public void System_whose_initramfs_dracut_made_measures_the_image_that_it_boots()
    {
        using var record = JsonDocument.Parse(system.Booted.Record);
        var measured = "composefs:" + record.RootElement.GetProperty("digest").GetString();

        Assert.Equal(MeasuredBoot.Extended(measured) + "\n", system.Booted.Text("pcr"));
        Assert.Contains($"\"string\":\"{measured}\"", system.Booted.Text("log"), StringComparison.Ordinal);
    }

    // What docs/threat-model.md warns of: no digest covers what systemd merges from the disk.
    [RequiresFact(Needs.Machine | Needs.Tpm | Needs.Asked)]
    public void Extension_on_the_disk_is_merged_after_the_root_is_prepared_and_is_not_measured()
    {
        Assert.Equal("extended\n", system.Booted.Text("extension"));
        Assert.Equal("sysext overlay\n", system.Booted.Text("usr"));
        Assert.Equal(
            [
                "Starting prepare-root.service - Set Up the Verified Root File System...",
                "Finished prepare-root.service - Set Up the Verified Root File System.",
                "Starting systemd-sysext-sysroot.service - Merge System Extension Images into /sysroot/usr/ and /sysroot/opt/...",
                "Finished systemd-sysext-sysroot.service - Merge System Extension Images into /sysroot/usr/ and /sysroot/opt/.",
            ],
            system.Booted.Text("units").Split('\n')[..4]);
    }

    [RequiresFact(Needs.Machine | Needs.Tpm | Needs.Asked)]
    public void Register_is_extended_by_the_refusal_and_then_by_the_shell() =>
        Assert.Equal(MeasuredBoot.Extended("prepare-root:refused:image-missing", Shell) + "\n", Register(system.Refused));

    [RequiresFact(Needs.Machine | Needs.Tpm | Needs.Asked)]
    public void Register_is_extended_before_the_shell_if_the_disk_was_never_mounted()
    {
        Assert.DoesNotContain(" /sysroot ", MeasuredSystem.Facts(system.WithoutDisk).Text("mounts"), StringComparison.Ordinal);
        Assert.Equal(MeasuredBoot.Extended(Shell) + "\n", Register(system.WithoutDisk));
    }

    [RequiresFact(Needs.Machine | Needs.Tpm | Needs.Asked)]
    public void Register_is_extended_before_the_shell_if_the_program_died_and_the_console_says_how()
    {
        Assert.Equal(MeasuredBoot.Extended(Shell) + "\n", Register(system.Died));

        var console = system.Died.Console;
        var above = console.IndexOf("prepare-root died:\n", StringComparison.Ordinal);
        Assert.InRange(above, 0, console.Length);
        Assert.Contains("prepare-root: died (exit status 255) before it could say why.", console[above..], StringComparison.Ordinal);
        Assert.Contains("prepare-root: what to do: Start the machine again.", console[above..], StringComparison.Ordinal);
        // systemd unmounts the disk before it starts emergency mode.
        Assert.DoesNotContain(" /sysroot ", MeasuredSystem.Facts(system.Died).Text("mounts"), StringComparison.Ordinal);
    }

    [RequiresFact(Needs.Machine | Needs.Tpm | Needs.Asked)]
    public void Emergency_mode_does_not_stop_what_shows_the_refusal_on_the_screen() =>
        Assert.Equal("active\n", MeasuredSystem.Facts(system.Refused).Text("bsod"));

    private static string Register(MachineResult result) => MeasuredSystem.Facts(result).Text("pcr");
}
