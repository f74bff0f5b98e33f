using System;
using PrepareRoot.Support;
using Xunit;

namespace PrepareRoot.BootTests.Systems;

/// <summary>
/// <c>systemd.volatile=</c> of kernel-command-line(7): systemd-volatile-root changes the disk in the
/// initramfs, and prepare-root runs after it. <c>state</c>, which changes the booted system only, is
/// in <see cref="ComposefsLifeTests"/>.
/// </summary>
public class VolatileTests
{
    private static readonly Lazy<OsTree> _os = new(OsTree.Get);
    private static readonly Lazy<ComposefsDisk> _disk = new(() => ComposefsDisk.Of(_os.Value));

    [RequiresFact(Needs.Machine | Needs.Asked)]
    public void Overlay_over_the_disk_is_refused()
    {
        var lines = Console("overlay");

        Assert.Contains(lines, line => line.Contains("prepare-root: refused [sysroot-foreign]: /sysroot is an overlay, ", StringComparison.Ordinal));
        Assert.DoesNotContain(lines, line => line.Contains("Switching root", StringComparison.OrdinalIgnoreCase));
    }

    // The disk has no /usr. systemd shortens the name of the unit on the console.
    [RequiresFact(Needs.Machine | Needs.Asked)]
    public void Disk_that_is_to_give_only_its_usr_is_refused_by_systemd()
    {
        var lines = Console("yes");

        Assert.Contains(lines, line => line.Contains("Failed to start systemd-volatile-ro", StringComparison.Ordinal));
        Assert.DoesNotContain(lines, line => line.Contains("Switching root", StringComparison.OrdinalIgnoreCase));
    }

    private static string[] Console(string mode) =>
        [.. SystemBoot.Run("volatile-" + mode, _os.Value.Machine(_disk.Value.Image, $"{_disk.Value.Argument} systemd.volatile={mode}")).Console.Split('\n')];
}
