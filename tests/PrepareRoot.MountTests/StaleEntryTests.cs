using System;
using PrepareRoot.MountTests.Scratch;
using PrepareRoot.Support;
using Xunit;

namespace PrepareRoot.MountTests;

/// <summary>
/// Boot entries whose link is gone, because libostree swapped <c>boot.0</c> and <c>boot.1</c>.
/// </summary>
public class StaleEntryTests
{
    private const string Swap = "mv sysroot/ostree/boot.1 sysroot/ostree/boot.0";
    private const string Missing = "deployment-missing";

    // libostree's program refuses all of them.
    public static TheoryData<string, string, string> Entries => new()
    {
        { Swap, CommandLines.OstreeA, "" },
        // It keeps the directory for a time, with other links.
        { Swap + "; mkdir -p sysroot/ostree/boot.1/testos/x", CommandLines.OstreeA, "" },
        { Swap, CommandLines.OstreeB, "" },
        { Swap, "ostree=/" + CommandLines.LinksA + "/9", Missing },
        { Swap, "ostree=/ostree/boot.1/otheros/" + CommandLines.BootChecksum + "/1", Missing },
        { Swap, "ostree=/ostree/boot.1/testos/0000/1", Missing },
        { "mv sysroot/ostree/boot.1 sysroot/ostree/boot.2", CommandLines.OstreeA, Missing },
        // The link is there, but not what it names.
        { $"ln -s boot.1.1 sysroot/ostree/boot.0; rm -r sysroot/{CommandLines.DeploymentA}", CommandLines.OstreeA, Missing },
        // What a link must be, it must be there as well.
        { Swap + $"; rm sysroot/{CommandLines.LinksA.Replace("boot.1", "boot.0", StringComparison.Ordinal)}/1; mkdir sysroot/{CommandLines.LinksA.Replace("boot.1", "boot.0", StringComparison.Ordinal)}/1", CommandLines.OstreeA, Missing },
    };

    [RequiresTheory(Needs.Mounts)]
    [MemberData(nameof(Entries))]
    public void Link_is_taken_from_the_other_boot_directory(string damage, string commandLine, string refusal)
    {
        using var machine = Start("yes", damage);

        var result = machine.Run(commandLine);

        if (refusal.Length > 0)
        {
            Assert.StartsWith($"prepare-root: refused [{refusal}]: ", result.Error, StringComparison.Ordinal);
            return;
        }
        var link = commandLine.Split("ostree=")[1];
        Assert.Equal(
            $"prepare-root: warning: /sysroot{link} is not there, and /sysroot{link.Replace("boot.1", "boot.0", StringComparison.Ordinal)} is taken: "
            + "the boot entry is older than the last deployment (ostree admin status)\n",
            result.Error);
        Assert.Equal(0, result.ExitStatus);
        Assert.Contains(commandLine == CommandLines.OstreeA ? CommandLines.DeploymentA : CommandLines.DeploymentB, result.Output, StringComparison.Ordinal);
    }

    // What is refused with the link is refused with the other one, too.
    [RequiresTheory(Needs.Mounts)]
    [InlineData("verity", "", "image-without-verity")]
    [InlineData("signed", "", "image-without-verity")]
    [InlineData("yes", " composefs=" + CommandLines.DigestA, "image-without-verity")]
    [InlineData("signed", "unsignedos/2", "signature-invalid")]
    [InlineData("signed", "wrongos/3", "signature-invalid")]
    [InlineData("signed", "nodigestos/6", "commit-without-digest")]
    public void Healed_entry_is_verified_as_any_other(string enabled, string deployment, string refusal)
    {
        var commandLine = deployment.Contains('/')
            ? "ostree=/ostree/boot.1/" + deployment.Replace("/", "/" + CommandLines.BootChecksum + "/", StringComparison.Ordinal)
            : CommandLines.OstreeA + deployment;
        foreach (var damage in new[] { ":", Swap })
        {
            using var machine = Start(enabled, damage);

            var result = machine.Run(commandLine);

            Assert.Contains($"prepare-root: refused [{refusal}]: ", result.Error, StringComparison.Ordinal);
            Assert.Equal(1, result.ExitStatus);
        }
    }

    private static ScratchInitramfs Start(string enabled, string damage)
    {
        var machine = new ScratchInitramfs(Fixture.Ostree);
        machine.Write(ScratchInitramfs.Configuration, CommandLines.Enabled(enabled));
        machine.Write("/etc/ostree/initramfs-root-binding.key", System.IO.File.ReadAllText(Checkout.Fixture("keys/good.pub.b64")));
        machine.Shell(damage);
        return machine;
    }
}
