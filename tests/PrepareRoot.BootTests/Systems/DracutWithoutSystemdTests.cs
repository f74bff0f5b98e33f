using System;
using PrepareRoot.Support;
using Xunit;

namespace PrepareRoot.BootTests.Systems;

/// <summary>Debian 13 with dracut and an initramfs without systemd: our module puts a hook there instead of a unit.</summary>
public class DracutWithoutSystemdTests
{
    private static readonly Lazy<OsTree> _os = new(() => OsTree.Get(OsRecipe.TrixieDracutWithoutSystemd));
    private static readonly Lazy<ComposefsDisk> _disk = new(() => ComposefsDisk.Of(_os.Value));

    [RequiresFact(Needs.Machine)]
    public void It_reaches_multi_user_with_a_verified_read_only_root_and_the_record_of_it()
    {
        var facts = SystemBoot.LookAround("dracut-without-systemd", _os.Value.Machine(_disk.Value.Image, _disk.Value.Argument));

        BusyboxSystem.Check(facts, _disk.Value.Digest);
    }

    [RequiresFact(Needs.Machine)]
    public void What_is_refused_ends_in_its_emergency_shell_below_the_reason()
    {
        var result = SystemBoot.Run("dracut-without-systemd-refused", _os.Value.Machine(_disk.Value.Image, ""));

        BusyboxSystem.CheckRefused(result, "no-root-requested", "Dropping to debug shell.");
    }
}
