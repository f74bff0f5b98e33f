using System;
using PrepareRoot.Ctl.SoftRebooting;
using PrepareRoot.Faults;
using PrepareRoot.Formats;
using PrepareRoot.Trust;
using Xunit;

namespace PrepareRoot.Tests.Ctl;

/// <summary>What a soft reboot may lead to, beside what a boot may.</summary>
public class SoftRebootFloorTests
{
    private static readonly string _a = new('a', 64);
    private static readonly string _b = new('b', 64);

    // The trust of the running root, that of the next one, its image ("named": the command line of
    // this boot has it), and why it is refused.
    [Theory]
    [InlineData("none", "none", "a", null)]
    [InlineData("none", "integrity", "a", null)]
    [InlineData("integrity", "integrity", "b", null)]
    [InlineData("integrity", "command-line", "b", null)]
    [InlineData("integrity", "none", "a", "the running root has the trust 'integrity', the next one has 'none'")]
    [InlineData("command-line", "command-line", "named", null)]
    [InlineData("command-line", "signature", "b", null)]
    [InlineData("command-line", "integrity", "named", "the running root has the trust 'command-line', the next one has 'integrity'")]
    [InlineData("command-line", "command-line", "b", "the running root has the trust 'command-line', the next one has 'integrity': no digest of the command line of this boot is sha256:DIGEST")]
    [InlineData("signature", "signature", "b", null)]
    [InlineData("signature", "command-line", "named", "the running root has the trust 'signature', the next one has 'command-line'")]
    [InlineData("a word of a later version", "command-line", "named", "the running root has the trust 'a word of a later version', the next one has 'command-line'")]
    [InlineData("a word of a later version", "signature", "b", null)]
    public void Next_root_is_trusted_for_no_less_than_the_running_one(string running, string next, string image, string? cause)
    {
        var digest = image == "b" ? _b : _a;
        var floor = new SoftRebootFloor(running, "sha256:" + _a, image == "named" ? [Digest(_a)] : []);

        var fault = floor.RefuseLess("next.conf", Facts(next, digest));

        Assert.Equal(cause is null ? null : "next.conf: " + cause.Replace("DIGEST", digest, StringComparison.Ordinal), fault?.Cause);
        Assert.Equal(cause is null ? null : FaultCode.FloorLowered, fault?.Code);
    }

    [Theory]
    [InlineData(null, "b", null)]
    [InlineData(11, "a", null)]
    [InlineData(11, "b", "PCR 11 names the image sha256:A, and the next root has sha256:B: only a reboot measures it")]
    public void Register_names_the_image_that_runs(int? register, string image, string? cause)
    {
        var floor = new SoftRebootFloor("signature", "sha256:" + _a, []);

        var fault = floor.RefuseUnmeasured(register, Facts("signature", image == "a" ? _a : _b));

        Assert.Equal(cause?.Replace("A,", _a + ",", StringComparison.Ordinal).Replace("B:", _b + ":", StringComparison.Ordinal), fault?.Cause);
        Assert.Equal(cause is null ? null : FaultCode.MeasurementFailed, fault?.Code);
    }

    private static ImageFacts Facts(string trust, string digest) =>
        new(HasAcl: false, Array.Find(Enum.GetValues<TrustLevel>(), level => level.Name() == trust), Digest(digest));

    private static FsVerityDigest Digest(string hex) => FsVerityDigest.TryParseHex(hex, out var digest) ? digest : throw new ArgumentException(hex);
}
