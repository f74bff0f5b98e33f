using System;
using PrepareRoot.Support;
using Xunit;

namespace PrepareRoot.BootTests.Systems;

/// <summary>
/// Debian with systemd, its initramfs made by dracut with our module, from power-on to
/// multi-user.target.
/// </summary>
public class SystemTests
{
    private const string TargetResolvedId = "7170336a73ba4601bad31af888aa0df7";
    private const string RootPreparedId = "3d0dbe2227e343cbb85484e77a23cf00";
    private const string RefusedId = "d81730d9a4d0429caf7a8bce6e3fcba1";

    [RequiresTheory(Needs.Machine)]
    [InlineData("composefs")]
    [InlineData("ostree")]
    public void System_reaches_multi_user_with_a_verified_read_only_root(string backend)
    {
        var facts = BootedSystem.Facts(backend);

        Assert.Equal("running\n", facts.Text("state"));
        Assert.Equal("active\n", facts.Text("target"));
        Assert.Equal("overlay ro,relatime\n", facts.Text("root"));
        const string readOnly = ": Read-only file system";
        Assert.Equal(["/file" + readOnly, "/usr/file" + readOnly, "/usr/bin/true" + readOnly, "/etc/file: ", "/var/file: "], facts.Writes);
        Assert.Contains("\"verity-required\": true", facts.Record, StringComparison.Ordinal);
    }

    [RequiresTheory(Needs.Machine)]
    [InlineData("composefs", "command-line")]
    [InlineData("ostree", "integrity")]
    public void Journal_says_what_was_prepared_and_why_it_is_trusted(string backend, string believedBecause)
    {
        var entry = Assert.Single(BootedSystem.Journal(backend, RootPreparedId));

        Assert.Equal("5", entry.GetProperty("PRIORITY").GetString());
        Assert.Equal(believedBecause, entry.GetProperty("PREPARE_ROOT_TRUST").GetString());
        Assert.StartsWith("sha256:", entry.GetProperty("PREPARE_ROOT_DIGEST").GetString(), StringComparison.Ordinal);
        Assert.StartsWith("Prepared the root: composefs sha256:", entry.GetProperty("MESSAGE").GetString(), StringComparison.Ordinal);
    }

    [RequiresTheory(Needs.Machine)]
    [InlineData("composefs")]
    [InlineData("ostree")]
    public void Journal_says_what_was_refused_and_what_to_do(string backend)
    {
        var entry = Assert.Single(BootedSystem.Journal(backend, RefusedId));

        Assert.Equal("3", entry.GetProperty("PRIORITY").GetString());
        Assert.Equal("kernel-argument-malformed", entry.GetProperty("PREPARE_ROOT_FAULT").GetString());
        Assert.Contains("composefs=x", entry.GetProperty("PREPARE_ROOT_CAUSE").GetString(), StringComparison.Ordinal);
        Assert.StartsWith("Correct the argument in the boot entry", entry.GetProperty("PREPARE_ROOT_REMEDY").GetString(), StringComparison.Ordinal);
    }

    [RequiresFact(Needs.Machine | Needs.Asked)]
    public void Command_line_without_a_root_is_refused_if_the_initramfs_asks_for_verity()
    {
        var console = BootedSystem.UnaskedConsole;

        var lines = AboveTheEmergencyShell(console);
        Assert.Single(lines, line => line.Contains("prepare-root: refused [no-root-requested]: ", StringComparison.Ordinal));
        Assert.Single(lines, line => line.Contains("prepare-root: what to do: ", StringComparison.Ordinal));
        Assert.DoesNotContain(console, line => line.Contains("Switching root", StringComparison.OrdinalIgnoreCase));
    }

    [RequiresFact(Needs.Machine)]
    public void Ostree_knows_the_booted_deployment_and_its_journal_entry_is_there()
    {
        var marked = Assert.Single(BootedSystem.Facts("ostree").Text("ostree status").Split('\n'), line => line.StartsWith("* ", StringComparison.Ordinal));
        Assert.StartsWith("* demo ", marked, StringComparison.Ordinal);

        var entry = Assert.Single(BootedSystem.Journal("ostree", TargetResolvedId));
        Assert.Equal(BootedSystem.OstreeDisk.Deployment, entry.GetProperty("DEPLOYMENT_PATH").GetString());
        Assert.Equal("Resolved OSTree target to: /sysroot" + BootedSystem.OstreeDisk.Deployment, entry.GetProperty("MESSAGE").GetString());
    }

    [RequiresFact(Needs.Machine)]
    public void Wrong_digest_on_the_command_line_ends_in_emergency_mode_and_the_console_says_why()
    {
        var console = BootedSystem.RefusedConsole;

        var lines = AboveTheEmergencyShell(console);
        var refused = Assert.Single(lines, line => line.Contains("prepare-root: refused [", StringComparison.Ordinal));
        Assert.Contains(
            $"refused [image-digest-differs]: /sysroot{BootedSystem.OstreeDisk.Deployment}/.ostree.cfs: "
                + $"the kernel command line requires sha256:{BootedSystem.OtherDigest}, but the file has sha256:",
            refused,
            StringComparison.Ordinal);
        Assert.Single(lines, line => line.Contains("prepare-root: what to do: ", StringComparison.Ordinal));
        Assert.DoesNotContain(console, line => line.Contains("Switching root", StringComparison.OrdinalIgnoreCase));
    }

    // The output of our dracut hook. Resetting the terminal for the shell may cut off the journal's
    // lines before it.
    private static string[] AboveTheEmergencyShell(string[] console)
    {
        var start = Array.FindIndex(console, line => line.Contains("The root file system was refused:", StringComparison.Ordinal));
        var end = Array.FindIndex(console, line => line.Contains("Entering emergency mode", StringComparison.Ordinal));
        Assert.InRange(start, 0, end);
        return console[start..end];
    }
}
