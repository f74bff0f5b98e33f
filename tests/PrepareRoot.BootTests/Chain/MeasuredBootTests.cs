using System;
using System.Collections.Generic;
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

    private static readonly BootCase _withoutTpm = new("measured, without a TPM", FixtureDisk.Sha256, "composefs=" + CommandLines.Sha256V1)
    {
        Configuration = MeasuredBoot.Configuration,
    };

    // Its image has fs-verity, but no file's digest is checked against the image.
    private static readonly BootCase _unverified = new("measured, but not verified", FixtureDisk.Ostree, CommandLines.OstreeA)
    {
        Configuration = MeasuredBoot.Configuration.Replace("verity", "yes", StringComparison.Ordinal),
    };

    private static readonly string _zero = new('0', 64);

    internal static IEnumerable<BootCase> Cases => [_withoutTpm, _unverified];

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
    public void Event_is_in_the_log_of_systemd()
    {
        // JSON text sequences (RFC 7464), as systemd writes them: a record separator precedes each.
        var log = boot.Facts.Text("log").Split('\x1e', StringSplitOptions.RemoveEmptyEntries);

        using var entry = JsonDocument.Parse(Assert.Single(log));
        Assert.Equal(MeasuredBoot.Pcr, entry.RootElement.GetProperty("pcr").GetRawText());
        Assert.Equal(Measured, entry.RootElement.GetProperty("content").GetProperty("string").GetString());
        var sha256 = Assert.Single(entry.RootElement.GetProperty("digests").EnumerateArray(), digest => digest.GetProperty("hashAlg").GetString() == "sha256");
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(Measured))), sha256.GetProperty("digest").GetString());
    }

    [RequiresTheory(Needs.Machine | Needs.Tpm)]
    [InlineData(MeasuredBoot.Missing, "measurement-failed", Extend + ": No such file or directory")]
    [InlineData(MeasuredBoot.Failing, "measurement-failed", Extend + " failed with exit status 3")]
    [InlineData(MeasuredBoot.Lying, "measurement-failed", Register + " is unchanged after " + Extend)]
    [InlineData(MeasuredBoot.Refused, "image-missing", "/sysroot/composefs/images/" + CommandLines.MissingSha256 + ": No such file or directory")]
    public void Failed_measurement_does_not_boot_and_a_refused_image_is_not_measured(string name, string code, string cause)
    {
        var facts = boot.Facts;
        Assert.StartsWith($"prepare-root: refused [{code}]: {cause}\n", facts.Text(name + " error"), StringComparison.Ordinal);
        Assert.Equal("1\n", facts.Text(name + " status"));
        Assert.Equal(facts.Text(name + " mounts before"), facts.Text(name + " mounts after"));
        Assert.Equal("", facts.Text(name + " run"));
        Assert.Equal(_zero + "\n", facts.Text(name + " pcr"));
    }

    [RequiresTheory(Needs.Machine)]
    [MemberData(nameof(AllCases.Suites), MemberType = typeof(AllCases))]
    public void Machine_without_a_TPM_does_not_boot_if_it_is_to_be_measured(string suite) =>
        Refusal.Check(CaseMachine.Facts(suite, _withoutTpm.Name), "measurement-failed", Register + ": No such file or directory");

    [RequiresTheory(Needs.Machine)]
    [MemberData(nameof(AllCases.Suites), MemberType = typeof(AllCases))]
    public void Unverified_image_is_refused_if_it_is_to_be_measured(string suite) =>
        Refusal.Check(
            CaseMachine.Facts(suite, _unverified.Name),
            "measurement-failed",
            "there is no digest to measure that every file is verified against: measure.pcr requires fs-verity, no hotfix of /usr, and composefs.enabled = verity or signed, "
            + "or a digest on the command line");

    private string Good(string fact) => boot.Facts.Text(MeasuredBoot.Good + " " + fact);
}
