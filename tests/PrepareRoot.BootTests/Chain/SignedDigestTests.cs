using System;
using System.Collections.Generic;
using System.Linq;
using PrepareRoot.BootTests.Fixtures;
using PrepareRoot.BootTests.Guest;
using PrepareRoot.Support;
using Xunit;

namespace PrepareRoot.BootTests.Chain;

/// <summary>
/// Images that the command line selects, with <c>enabled = signed</c>. The command line is not
/// sealed, so it must have a signature of the digest. openssl makes the keys, and prepare-rootctl
/// signs with them.
/// </summary>
public class SignedDigestTests
{
    private const string Keys = "/etc/ostree/initramfs-root-binding.key";
    private const string First = "sha256:" + CommandLines.Sha256V1;
    private const string Second = "sha256:" + CommandLines.Sha256V2;
    private const string OfAnotherSize = "sha512:" + CommandLines.Sha512V1;
    private const string OfA = "sha256:" + CommandLines.DigestA;
    private const string Configuration = "[composefs]\nenabled = signed\n";

    // The case, and the digest of the image that boots.
    private static readonly Lazy<Dictionary<string, (BootCase Case, string Digest)>> _accepted = new(() => Table(
        (Case("signed", TestKey.Ours.Sign(First)), First),
        (Case("signed, SHA-512", TestKey.Ours.Sign(OfAnotherSize)) with { Disk = FixtureDisk.Sha512 }, OfAnotherSize),
        (Case("signed twice, the second counts", $"{TestKey.Other.Sign(First)} {TestKey.Ours.Signature(First)}"), First),
        (Case("a signature for each of two images, the first missing", $"{TestKey.Ours.Sign("sha256:" + CommandLines.MissingSha256)} {TestKey.Ours.Sign(Second)}"), Second),
        (Case("signed by the second key of the file", TestKey.Ours.Sign(First)) with { Keys = TestKey.Other.Public + TestKey.Ours.Public }, First),
        (Case("ostree, signed", $"{SignedDeployment.A.Argument} {Signed("composefs=", CommandLines.DigestA)}") with { Disk = FixtureDisk.Ostree }, OfA)));

    private static readonly Lazy<Dictionary<string, (BootCase Case, (string Code, string Cause) Fault)>> _refused = new(() => Table(
        (Case("signed by somebody else", TestKey.Other.Sign(First)), NotOver(First)),
        (Case("signature of another digest", $"composefs={CommandLines.Sha256V1} {TestKey.Ours.Signature(Second)}"), NotOver(First)),
        (Case("signature of another algorithm's digest", $"composefs={CommandLines.Sha256V1} {TestKey.Ours.Signature(OfAnotherSize)}"), NotOver(First)),
        (Case("no signature", "composefs=" + CommandLines.Sha256V1),
            ("signature-invalid", $"composefs.enabled = signed requires composefs.signature= for the digest {First}, but the kernel command line has none")),
        (Case("signature cut off", TestKey.Ours.Sign(First)[..^4]),
            ("kernel-argument-malformed", $"composefs.signature= must be the base64 of a 64-byte signature, but is '{Value(TestKey.Ours.Signature(First))[..^4]}'")),
        (Case("verity optional", Signed("composefs=?", CommandLines.Sha256V1)),
            ("floor-lowered", $"the kernel command line makes fs-verity optional (the ? before {CommandLines.Sha256V1}), but composefs.enabled = signed requires it")),
        (Case("a date asked for", TestKey.Ours.Sign(First)) with { Configuration = Configuration + "not-before = 2026-01-01\n" },
            ("too-old", "composefs.not-before is set, but composefs.signature= on the kernel command line has no signed timestamp")),
        (Case("signed, image swapped", TestKey.Ours.Sign(First)) with { Change = $"ln -sf {CommandLines.Sha256V2} composefs/images/{CommandLines.Sha256V1}" },
            ("image-digest-differs", $"/sysroot/composefs/images/{CommandLines.Sha256V1}: the signed kernel command line requires {First}, but the file has {Second}"))));

    internal static IEnumerable<BootCase> Cases => Requirements.AreMet(Needs.Tool | Needs.OpenSsl)
        ? _accepted.Value.Values.Select(row => row.Case).Concat(Refused)
        : [];

    internal static IEnumerable<BootCase> Refused => _refused.Value.Values.Select(row => row.Case);

    public static TheoryData<string, string> AcceptedOnEachKernel => AllCases.OnEachKernel(_accepted.Value.Values.Select(row => row.Case));

    public static TheoryData<string, string> RefusedOnEachKernel => AllCases.OnEachKernel(Refused);

    [RequiresTheory(Needs.Machine | Needs.Tool | Needs.OpenSsl)]
    [MemberData(nameof(AcceptedOnEachKernel))]
    public void Image_whose_digest_is_signed_boots(string suite, string name)
    {
        var digest = _accepted.Value[name].Digest;

        var facts = CaseMachine.Facts(suite, name);

        Assert.Equal("", facts.Error);
        Assert.EndsWith($" (composefs {digest}, signed by a key of {Keys})\n", facts.Output, StringComparison.Ordinal);
        Assert.Contains("\"trust\": \"signature\"", facts.Record, StringComparison.Ordinal);
        Assert.Contains($"\"digest\": \"{digest}\"", facts.Record, StringComparison.Ordinal);
        Assert.Contains("verity=require", MountTable.SysrootMounts(facts.MountsAfter)[^1], StringComparison.Ordinal);
    }

    [RequiresTheory(Needs.Machine | Needs.Tool | Needs.OpenSsl)]
    [MemberData(nameof(RefusedOnEachKernel))]
    public void Image_whose_digest_is_not_validly_signed_is_refused_and_nothing_has_changed(string suite, string name)
    {
        var (code, cause) = _refused.Value[name].Fault;

        Refusal.Check(CaseMachine.Facts(suite, name), code, cause);
    }

    private static (string Code, string Cause) NotOver(string digest) =>
        ("signature-invalid", $"no composefs.signature= on the kernel command line is a signature over the digest {digest} by a key of {Keys}");

    private static string Signed(string argument, string hex) => $"{argument}{hex} {TestKey.Ours.Signature("sha256:" + hex)}";

    private static string Value(string argument) => argument[(argument.IndexOf('=', StringComparison.Ordinal) + 1)..];

    private static BootCase Case(string name, string commandLine) => new("signed digest: " + name, FixtureDisk.Sha256, commandLine)
    {
        Configuration = Configuration,
        Keys = TestKey.Ours.Public,
    };

    private static Dictionary<string, (BootCase Case, T Expected)> Table<T>(params (BootCase Case, T Expected)[] rows) =>
        rows.ToDictionary(row => row.Case.Name);
}
