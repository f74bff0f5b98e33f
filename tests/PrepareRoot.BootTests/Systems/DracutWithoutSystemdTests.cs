using System;
using PrepareRoot.Support;

namespace PrepareRoot.BootTests.Systems;

/// <summary>
/// Debian 13 with dracut and an initramfs without systemd: our module installs a hook instead of a
/// unit.
/// </summary>
public class DracutWithoutSystemdTests
{
    private static readonly Lazy<OsTree> _os = new(() => OsTree.Get(OsRecipe.TrixieDracutWithoutSystemd));
    private static readonly Lazy<ComposefsDisk> _disk = new(() => ComposefsDisk.Of(_os.Value));

    [RequiresFact(Needs.Machine)]
    public void System_reaches_multi_user_with_a_verified_read_only_root_and_its_record()
    {
        var facts = SystemBoot.LookAround("dracut-without-systemd", _os.Value.Machine(_disk.Value.Image, _disk.Value.Argument));

        BusyboxSystem.Check(facts, _disk.Value.Digest);
    }

    [RequiresFact(Needs.Machine | Needs.Asked)]
    public void Refusal_ends_in_the_emergency_shell_below_the_reason()
    {
        var result = SystemBoot.Run("dracut-without-systemd-refused", _os.Value.Machine(_disk.Value.Image, ""));

        BusyboxSystem.CheckRefused(result, "no-root-requested", "Dropping to debug shell.");
    }
}
