using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;
using PrepareRoot.Deployments;
using PrepareRoot.Faults;
using PrepareRoot.Formats;
using PrepareRoot.Linux;
using PrepareRoot.Requests;
using PrepareRoot.Support;
using PrepareRoot.Trust;
using Xunit;

namespace PrepareRoot.MountTests.Hostile.Signatures;

/// <summary>
/// The result of <c>enabled = signed</c> for a deployment's commit, the date in the configuration
/// and the digest on the command line.
/// </summary>
public class ExpectationTests
{
    private const string Day = "2027-01-15"; // Repository.Timestamp is 08:00:00 of this day

    public static IEnumerable<object[]> Dates => new TheoryData<string, FaultCode?>
    {
        { "1970-01-01", null },
        { "2027-01-14", null },
        { Day, null },
        { Day + "T07:59:59Z", null },
        { Day + "T08:00:00Z", null }, // the same timestamp is not older
        { Day + "T08:00:01Z", FaultCode.TooOld },
        { "2027-01-16", FaultCode.TooOld },
        { "9999-12-31T23:59:59Z", FaultCode.TooOld },
    };

    [RequiresTheory(Needs.Root)]
    [MemberData(nameof(Dates))]
    internal void Commit_must_not_be_older_than_not_before(string notBefore, FaultCode? expected)
    {
        using var repository = new Repository();
        var checksum = repository.AddSigned(Repository.Commit());

        Assert.Equal(expected, Expect(repository, checksum, "", "not-before = " + notBefore)?.Code);
    }

    [RequiresTheory(Needs.Root)]
    [InlineData(0ul, "too-old")]
    [InlineData(ulong.MaxValue, null)]
    internal void Largest_and_smallest_dates_are_compared_as_unsigned_numbers(ulong timestamp, string? expected)
    {
        using var repository = new Repository();
        var checksum = repository.AddSigned(Repository.Commit(timestamp: timestamp));

        Assert.Equal(expected, Expect(repository, checksum, "", "not-before = 1970-01-02")?.Code.Name);
    }

    [RequiresFact(Needs.Root)]
    public void Date_of_the_signed_base_counts()
    {
        using var repository = new Repository();
        // The derived commit, which is not signed, has a date in 2027.
        var old = repository.AddSigned(Repository.Commit(timestamp: 1));
        var derived = repository.Add(Repository.Derived(old));

        Assert.Null(Expect(repository, derived, "", ""));
        Assert.Equal(
            new Fault(FaultCode.TooOld, repository.Disk[Repository.PathOf(old)] + ".commit is of 1, composefs.not-before is 86400 (seconds since 1970)"),
            Expect(repository, derived, "", "not-before = 1970-01-02"));
    }

    [RequiresFact(Needs.Root)]
    public void Digest_on_the_command_line_must_be_the_signed_one()
    {
        using var repository = new Repository();
        var checksum = repository.AddSigned(Repository.Commit());
        var own = Convert.ToHexStringLower(Repository.Digest);
        var other = Convert.ToHexStringLower(Sodium.Sha256("another image"u8));

        Assert.Null(Expect(repository, checksum, "composefs=" + own, ""));
        Assert.Null(Expect(repository, checksum, "composefs.digest=v1-sha256-12:" + own, ""));
        Assert.Equal(
            new Fault(
                FaultCode.ImageDigestDiffers,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{repository.Disk[Repository.PathOf(checksum)]}.commit: the kernel command line requires sha256:{other}, but the signed commit names sha256:{own}")),
            Expect(repository, checksum, "composefs=" + other, ""));
        Assert.Equal(FaultCode.ImageDigestDiffers, Expect(repository, checksum, "composefs=" + new string('0', 128), "")?.Code);
        // One of several digests.
        Assert.Null(Expect(repository, checksum, $"composefs={other} composefs={own}", ""));
        Assert.EndsWith(
            $"requires sha512:{new string('0', 128)} or sha256:{other}, but the signed commit names sha256:{own}",
            Expect(repository, checksum, $"composefs={other} composefs.digest=v1-sha512-12:{new string('0', 128)}", "")?.Cause,
            StringComparison.Ordinal);
    }

    [RequiresFact(Needs.Root)]
    public void Digest_on_the_command_line_does_not_replace_a_signature()
    {
        using var repository = new Repository();
        var checksum = repository.Add(Repository.Commit());

        Assert.Equal(FaultCode.SignatureInvalid, Expect(repository, checksum, "composefs=" + Convert.ToHexStringLower(Repository.Digest), "")?.Code);
    }

    [RequiresTheory(Needs.Root)]
    [InlineData("")]
    [InlineData("not-before = 1970-01-02")]
    internal void Malformed_signature_on_the_command_line_is_refused_even_if_the_commit_is_signed(string setting)
    {
        using var repository = new Repository();
        var checksum = repository.AddSigned(Repository.Commit());

        Assert.Equal(FaultCode.KernelArgumentMalformed, Expect(repository, checksum, "composefs.signature=AAAA", setting)?.Code);
    }

    private static Fault? Expect(Repository repository, string checksum, string words, string setting)
    {
        Assert.True(KeyFile.Parse("conf", Encoding.UTF8.GetBytes("[composefs]\nenabled = signed\n" + setting)).Try(out var file, out var fault), fault?.Cause);
        Assert.True(PrepareRootConfiguration.From(file).Try(out var configuration, out fault), fault?.Cause);
        Assert.True(RootPolicy.From(KernelCommandLine.Parse("ostree=/ostree/boot.1/os/x/0 " + words), configuration, SetupRootConfiguration.Default).Try(out var policy, out fault), fault?.Cause);
        using var disk = repository.Disk.Open();
        var deployment = new Deployment
        {
            Backend = Backend.Ostree,
            Path = "",
            Commit = checksum,
            Image = new DeployedImage("", FollowLinks: false, "ostree/repo/objects", "", ""),
            Requested = policy.DeploymentImages,
            Etc = "",
            Var = "",
        };
        if (!Expectation.Of(disk, deployment, policy, TestKeys.Trusted).Try(out var expectation, out fault))
            return fault;
        Assert.Equal([FsVerityDigest.From(FsVerityAlgorithm.Sha256, Repository.Digest)], expectation.Digests);
        Assert.Equal(("the signed commit", TrustLevel.Signature, false), (expectation.Source, expectation.TrustLevel, expectation.VerityOptional));
        return null;
    }
}
