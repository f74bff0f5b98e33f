using System;
using PrepareRoot.Support;
using Xunit;

namespace PrepareRoot.BootTests.Systems;

/// <summary>
/// Debian 13 with initramfs-tools: an initramfs of busybox, without systemd, with our hook and
/// script.
/// </summary>
public class InitramfsToolsTests
{
    private static readonly Lazy<OsTree> _os = new(() => OsTree.Get(OsRecipe.TrixieInitramfsTools));
    private static readonly Lazy<ComposefsDisk> _disk = new(() => ComposefsDisk.Of(_os.Value));

    [RequiresFact(Needs.Machine)]
    public void System_reaches_multi_user_with_a_verified_read_only_root_and_its_record()
    {
        var facts = SystemBoot.LookAround("initramfs-tools", _os.Value.Machine(_disk.Value.Image, _disk.Value.Argument));

        BusyboxSystem.Check(facts, _disk.Value.Digest);
    }

    // The boot ends in a shell. A number makes the machine reboot after the panic; without it, the
    // machine stays there.
    [RequiresTheory(Needs.Machine | Needs.Asked)]
    [InlineData("composefs=0000000000000000000000000000000000000000000000000000000000000000", "image-missing")]
    [InlineData("", "no-root-requested")]
    public void Refusal_ends_in_the_panic_shell_below_the_reason(string argument, string code)
    {
        var result = SystemBoot.Run("initramfs-tools-" + code, _os.Value.Machine(_disk.Value.Image, argument + " panic="));

        BusyboxSystem.CheckRefused(result, code, "built-in shell (ash)");
    }
}
