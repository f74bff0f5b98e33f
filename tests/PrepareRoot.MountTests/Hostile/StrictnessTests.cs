using System;
using System.IO;
using System.Linq;
using PrepareRoot.MountTests.Scratch;
using PrepareRoot.Support;
using Xunit;

namespace PrepareRoot.MountTests.Hostile;

/// <summary>
/// Files on the disk that request fewer checks. Other programs read some of them. A boot whose
/// initramfs requires verity or signatures has the same result with and without them.
/// </summary>
public class StrictnessTests
{
    private const string Keys = "/etc/ostree/initramfs-root-binding.key";
    private const string Lax = "[composefs]\\nenabled = no\\nkeypath = /sysroot/key\\n[sysroot]\\nreadonly = false\\n";
    private const string Image = "sysroot/" + CommandLines.DeploymentA + "/.ostree.cfs";

    // Each file: the script that creates it, and how an unhardened program reads it.
    private static readonly LaxFile[] _attacks =
    [
        new(
            $"for d in . {CommandLines.DeploymentA}; do mkdir -p sysroot/$d/etc/ostree sysroot/$d/usr/lib/ostree; printf '{Lax}' | tee sysroot/$d/etc/ostree/prepare-root.conf > sysroot/$d/usr/lib/ostree/prepare-root.conf; done",
            CommandLines.DeploymentA + "/usr/lib/ostree/prepare-root.conf",
            "enabled = no"),
        new($"printf '{Lax}[ex-integrity]\\ncomposefs = no\\nfsverity = no\\n' > sysroot/ostree/repo/config", "ostree/repo/config", "fsverity = no"),
        new(
            "mkdir -p sysroot/usr/lib/composefs; printf '[root]\\ntransient = true\\n' > sysroot/usr/lib/composefs/setup-root-conf.toml",
            "usr/lib/composefs/setup-root-conf.toml",
            "transient = true"),
        new(
            "mkdir -p sysroot/boot/loader/entries; echo 'options ostree.prepare-root.composefs=no' > sysroot/boot/loader/entries/x.conf",
            "boot/loader/entries/x.conf",
            "composefs=no"),
        new(
            "mkdir -p sysroot/composefs; echo '{\"version\":1,\"algorithm\":\"none-insecure\",\"verity\":false}' > sysroot/composefs/meta.json",
            "composefs/meta.json",
            "insecure"),
        new("touch sysroot/ostree/.no-verity", "ostree/.no-verity", ""),
        new("mkdir -p sysroot/etc; printf 'composefs.enabled=no\\n' > sysroot/etc/cmdline", "etc/cmdline", "enabled=no"),
    ];

    public static TheoryData<string, string, string> Demands => new()
    {
        { "verity", CommandLines.OstreeA, "image-without-verity" },
        { "signed", CommandLines.OstreeA, "image-without-verity" }, // the signature is valid, the file system of these tests has no fs-verity
        { "signed", $"ostree=/ostree/boot.1/unsignedos/{CommandLines.BootChecksum}/2", "signature-invalid" },
        { "yes", CommandLines.OstreeA + " composefs=" + CommandLines.DigestA, "image-without-verity" },
    };

    [RequiresTheory(Needs.Mounts)]
    [MemberData(nameof(Demands))]
    public void No_file_on_the_disk_lowers_what_the_initramfs_asks_for(string enabled, string commandLine, string fault)
    {
        using var machine = Start(Fixture.Ostree, enabled);
        var expected = Refusal(machine, commandLine, fault);
        foreach (var attack in _attacks)
        {
            Assert.False(attack.IsBelievedBy(machine), attack.Path);
            machine.Shell(attack.Script);
            Assert.True(attack.IsBelievedBy(machine), attack.Path);
            Assert.Equal(expected, Refusal(machine, commandLine, fault));
        }
    }

    [RequiresFact(Needs.Mounts)]
    public void Disk_boots_if_the_initramfs_does_not_ask_for_verification()
    {
        using var machine = Start(Fixture.Ostree, "yes");
        foreach (var attack in _attacks)
            machine.Shell(attack.Script);

        Assert.Equal((0, ""), ExitAndError(machine.Run(CommandLines.OstreeA)));
    }

    [RequiresTheory(Needs.Mounts)]
    [InlineData("maybe", null)] // an image is optional
    [InlineData("yes", "image-missing")]
    [InlineData("verity", "image-missing")]
    [InlineData("signed", "image-missing")]
    public void Removed_image_is_a_fault_unless_composefs_is_optional(string enabled, string? fault)
    {
        using var machine = Start(Fixture.Ostree, enabled);
        machine.Shell("rm " + Image);
        if (fault is not null)
            Refusal(machine, CommandLines.OstreeA, fault);
        else
            Assert.Equal((0, ""), ExitAndError(machine.Run(CommandLines.OstreeA)));
    }

    [RequiresFact(Needs.Mounts)]
    public void Metadata_of_the_composefs_repository_changes_nothing()
    {
        using var machine = Start(Fixture.Sha256, "yes");
        var demand = "composefs=" + CommandLines.Sha256V1;
        var expected = Refusal(machine, demand, "image-without-verity");
        // There is no libostree repository on this disk.
        var here = _attacks.Where(attack => !attack.Path.StartsWith("ostree/repo", System.StringComparison.Ordinal) && attack.Text.Length > 0);
        string[] attacks = [.. here.Select(attack => attack.Script), "rm -f sysroot/composefs/meta.json", $"ln -s {CommandLines.Sha256V1} 'sysroot/composefs/images/?{CommandLines.Sha256V1}'"];
        foreach (var attack in attacks)
        {
            machine.Shell(attack);
            Assert.Equal(expected, Refusal(machine, demand, "image-without-verity"));
        }
        // Without requirements, it boots.
        Assert.Equal((0, ""), ExitAndError(machine.Run("composefs=?" + CommandLines.Sha256V1)));
    }

    private static ScratchInitramfs Start(Fixture disk, string enabled)
    {
        var machine = new ScratchInitramfs(disk);
        machine.Write(ScratchInitramfs.Configuration, "[composefs]\nenabled = " + enabled + "\n");
        machine.Write(Keys, File.ReadAllText(Checkout.Fixture("keys/good.pub.b64")));
        return machine;
    }

    private static string Refusal(ScratchInitramfs machine, string commandLine, string fault)
    {
        var before = machine.Observe();
        var result = machine.Run(commandLine);
        Assert.StartsWith($"prepare-root: refused [{fault}]: ", result.Error, StringComparison.Ordinal);
        Assert.Equal(1, result.ExitStatus);
        Assert.Equal(before.Exact, machine.Observe().Exact);
        return result.Error;
    }

    private static (int ExitStatus, string Error) ExitAndError(CommandResult result) => (result.ExitStatus, result.Error);
}
