using System;
using System.Collections.Generic;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using PrepareRoot.BootTests.Fixtures;
using PrepareRoot.BootTests.Guest;
using PrepareRoot.Support;
using Xunit;

namespace PrepareRoot.BootTests.Chain;

/// <summary>
/// What <c>[measure] pcr=</c> measures into the TPM. A machine that can't measure does not boot.
/// </summary>
public class MeasuredBootTests(MeasuredBoot boot) : IClassFixture<MeasuredBoot>
{
    private const string Register = "/sys/class/tpm/tpm0/pcr-sha256/" + MeasuredBoot.Pcr;
    private const string Extend = "/usr/lib/systemd/systemd-pcrextend";
    private const string Measured = "composefs:sha256:" + CommandLines.Sha256V1;
    private const string ImageRefused = "prepare-root:refused:image-missing";
    private const string ArgumentRefused = "prepare-root:refused:kernel-argument-malformed";

    private static readonly BootCase _withoutTpm = new("measured, without a TPM", FixtureDisk.Sha256, "composefs=" + CommandLines.Sha256V1)
    {
        Configuration = MeasuredBoot.Configuration,
    };

    // Its image has fs-verity, but no file's digest is checked against the image.
    private static readonly BootCase _unverified = new("measured, but not verified", FixtureDisk.Ostree, CommandLines.OstreeA)
    {
        Configuration = MeasuredBoot.Configuration.Replace("verity", "yes", StringComparison.Ordinal),
    };

    /// <summary>The end of the message on a machine without a TPM.</summary>
    internal const string NotMeasured = "; the refusal is not measured: " + Register + ": No such file or directory";

    private static readonly string _zero = new('0', 64);

    internal static IEnumerable<BootCase> Cases => [_withoutTpm, .. Foreseen];

    /// <summary>The cases whose refusal does not depend on the TPM.</summary>
    internal static IEnumerable<BootCase> Foreseen => [_unverified];

    [RequiresFact(Needs.Machine | Needs.Tpm)]
    public void Register_is_extended_by_the_digest_of_the_image_that_boots()
    {
        // The output of systemd-pcrextend only, and none of ours.
        Assert.StartsWith($"Extended PCR index {MeasuredBoot.Pcr} with '{Measured}' (", Assert.Single(Good("error").Split('\n')[..^1]), StringComparison.Ordinal);
        Assert.Equal("0\n", Good("status"));
        Assert.EndsWith($"(composefs sha256:{CommandLines.Sha256V1}, verified against the kernel command line)\n", Good("output"), StringComparison.Ordinal);
        Assert.Equal(MeasuredBoot.Extended(Measured) + "\n", Good("pcr"));
    }

    [RequiresFact(Needs.Machine | Needs.Tpm)]
    public void Events_are_in_the_log_of_systemd()
    {
        // JSON text sequences (RFC 7464), as systemd writes them: a record separator precedes each.
        var log = boot.Facts.Text("log").Split('\x1e', StringSplitOptions.RemoveEmptyEntries).Select(text => JsonDocument.Parse(text).RootElement).ToArray();

        Assert.Equal(
            [
                (MeasuredBoot.RefusedPcr, ImageRefused), (MeasuredBoot.MendedPcr, ArgumentRefused), (MeasuredBoot.MendedPcr, Measured),
                (MeasuredBoot.Pcr, Measured),
            ],
            log.Select(entry => (entry.GetProperty("pcr").GetRawText(), entry.GetProperty("content").GetProperty("string").GetString()!)));
        var sha256 = Assert.Single(log[^1].GetProperty("digests").EnumerateArray(), digest => digest.GetProperty("hashAlg").GetString() == "sha256");
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(Measured))), sha256.GetProperty("digest").GetString());
    }

    [RequiresTheory(Needs.Machine | Needs.Tpm)]
    [InlineData(MeasuredBoot.Missing, Extend + ": No such file or directory")]
    [InlineData(MeasuredBoot.Failing, Extend + " failed with exit status 3")]
    [InlineData(MeasuredBoot.Lying, Register + " is unchanged after " + Extend)]
    public void Failed_measurement_does_not_boot_and_says_that_the_refusal_is_not_measured_either(string name, string cause)
    {
        CheckRefused(name, $"prepare-root: refused [measurement-failed]: {cause}; the refusal is not measured: {cause}");
        Assert.Equal(_zero + "\n", boot.Facts.Text(name + " pcr"));
    }

    [RequiresTheory(Needs.Machine | Needs.Tpm)]
    [InlineData(MeasuredBoot.Refused, MeasuredBoot.RefusedPcr, ImageRefused, "image-missing",
        "/sysroot/composefs/images/" + CommandLines.MissingSha256 + ": No such file or directory")]
    [InlineData(MeasuredBoot.Malformed, MeasuredBoot.MendedPcr, ArgumentRefused, "kernel-argument-malformed", "kernel argument 'composefs=x': ")]
    public void Register_is_extended_by_a_refusal_before_it_is_reported(string name, string pcr, string measured, string code, string cause)
    {
        CheckRefused(name, $"Extended PCR index {pcr} with '{measured}' (", $"prepare-root: refused [{code}]: {cause}");
        Assert.Equal(MeasuredBoot.Extended(measured) + "\n", boot.Facts.Text(name + " pcr"));
    }

    [RequiresFact(Needs.Machine | Needs.Tpm)]
    public void Register_does_not_get_the_value_of_the_image_after_a_refusal()
    {
        Assert.Equal("0\n", boot.Facts.Text(MeasuredBoot.Mended + " status"));
        Assert.Equal(MeasuredBoot.Extended(ArgumentRefused, Measured) + "\n", boot.Facts.Text(MeasuredBoot.Mended + " pcr"));
    }

    [RequiresTheory(Needs.Machine)]
    [MemberData(nameof(AllCases.Suites), MemberType = typeof(AllCases))]
    public void Machine_without_a_TPM_does_not_boot_if_it_is_to_be_measured(string suite) =>
        Refusal.Check(CaseMachine.Facts(suite, _withoutTpm.Name), "measurement-failed", Register + ": No such file or directory" + NotMeasured);

    [RequiresTheory(Needs.Machine)]
    [MemberData(nameof(AllCases.Suites), MemberType = typeof(AllCases))]
    public void Unverified_image_is_refused_if_it_is_to_be_measured(string suite) =>
        Refusal.Check(
            CaseMachine.Facts(suite, _unverified.Name),
            "measurement-failed",
            "there is no digest to measure that every file is verified against: measure.pcr requires fs-verity, no hotfix of /usr, and composefs.enabled = verity or signed, "
            + "or a digest on the command line" + NotMeasured);

    // The lines on standard error start so; the last one says what to do.
    private void CheckRefused(string name, params string[] lines)
    {
        var facts = boot.Facts;
        var error = facts.Text(name + " error").Split('\n')[..^1];
        Assert.Equal(lines.Length + 1, error.Length);
        Assert.All(lines.Append("prepare-root: what to do: ").Zip(error), pair => Assert.StartsWith(pair.First, pair.Second, StringComparison.Ordinal));
        Assert.Equal("1\n", facts.Text(name + " status"));
        Assert.Equal(facts.Text(name + " mounts before"), facts.Text(name + " mounts after"));
        Assert.Equal("", facts.Text(name + " run"));
    }

    private string Good(string fact) => boot.Facts.Text(MeasuredBoot.Good + " " + fact);
}
