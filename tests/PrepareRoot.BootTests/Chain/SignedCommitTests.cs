using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using PrepareRoot.BootTests.Fixtures;
using PrepareRoot.BootTests.Guest;
using PrepareRoot.Support;
using Xunit;

namespace PrepareRoot.BootTests.Chain;

/// <summary>
/// libostree deployments with <c>enabled = signed</c>, where the command line is not sealed and can
/// select any of them. A deployment boots only if its commit is signed by a key in the initramfs
/// and is not too old.
/// </summary>
public class SignedCommitTests
{
    private const string Golden = "signed-good";
    private const string Keys = "/etc/ostree/initramfs-root-binding.key";
    private const string Signed = "[composefs]\nenabled = signed\n";

    // a is of 2026-01-01, e is of 2026-01-04 and derived from a, b is of 2026-02-01 (all at
    // midnight, UTC).
    private const string FromMidJanuary = Signed + "not-before = 2026-01-15\n";
    private const string FromTheSecondDay = Signed + "not-before = 2026-01-02\n";
    private const string FromTheFirstDay = Signed + "not-before = 2026-01-01T00:00:00Z\n";

    // The offset in the record: after the first key and the padding that aligns the pair of 64-bit
    // numbers.
    private static readonly Range _device = 32..40;

    private static readonly Dictionary<string, (BootCase Case, SignedDeployment Deployment)> _accepted = new (BootCase Case, SignedDeployment)[]
    {
        (Case("a, as libostree", SignedDeployment.A, Signed) with { Configuration = Signed + "\n[sysroot]\nreadonly = true\n", IsThorough = true }, SignedDeployment.A),
        (Case("a, the older one", SignedDeployment.A, Signed), SignedDeployment.A),
        (Case("b, the newer one", SignedDeployment.B, Signed), SignedDeployment.B),
        (Case("b, not before mid-January", SignedDeployment.B, FromMidJanuary), SignedDeployment.B),
        (Case("a, not before its own second", SignedDeployment.A, FromTheFirstDay), SignedDeployment.A),
        (Case("e, whose base is signed", SignedDeployment.E, Signed), SignedDeployment.E),
        (Case("f, whose second signature counts", SignedDeployment.F, Signed), SignedDeployment.F),
    }.ToDictionary(row => row.Case.Name);

    private static readonly Dictionary<string, (BootCase Case, string Code, string Cause)> _refused = new (BootCase Case, string, string)[]
    {
        (Case("a, not before mid-January", SignedDeployment.A, FromMidJanuary), "too-old",
            $"{SignedDeployment.A.CommitObject} is of 1767225600, composefs.not-before is 1768435200 (seconds since 1970)"),
        // The base is signed, so its date is compared. The derived commit is not signed, so its
        // date is not.
        (Case("e, not before the second day", SignedDeployment.E, FromTheSecondDay), "too-old",
            $"{SignedDeployment.A.CommitObject} is of 1767225600, composefs.not-before is 1767312000 (seconds since 1970)"),
        (Case("c, unsigned", SignedDeployment.C, Signed), "signature-invalid",
            $"{SignedDeployment.C.CommitObject}meta: No such file or directory"),
        (Case("d, signed by somebody else", SignedDeployment.D, Signed), "signature-invalid",
            $"{SignedDeployment.D.CommitObject}meta: none of its 1 Ed25519 signatures is by a key of {Keys}"),
        (Case("g, signed but without a digest", SignedDeployment.G, Signed), "commit-without-digest",
            $"{SignedDeployment.G.CommitObject} has a valid signature, but no ostree.composefs.digest.v0 in its metadata"),
        (Case("a, without keys", SignedDeployment.A, Signed) with { Keys = null }, "keys-malformed", $"{Keys}: No such file or directory"),
        (Case("a, signatures turned off", SignedDeployment.A, Signed, " ostree.prepare-root.composefs=no"), "floor-lowered",
            "ostree.prepare-root.composefs=no on the kernel command line requires less than composefs.enabled = signed of the initramfs"),
    }.ToDictionary(row => row.Case.Name);

    internal static IEnumerable<BootCase> Cases => Accepted.Concat(Refused);

    internal static IEnumerable<BootCase> Accepted => _accepted.Values.Select(row => row.Case);

    internal static IEnumerable<BootCase> Refused => _refused.Values.Select(row => row.Case);

    public static TheoryData<string, string> AcceptedOnEachKernel => AllCases.OnEachKernel(Accepted);

    public static TheoryData<string, string> RefusedOnEachKernel => AllCases.OnEachKernel(Refused);

    [RequiresTheory(Needs.Machine)]
    [MemberData(nameof(AcceptedOnEachKernel))]
    public void Deployment_whose_commit_is_signed_boots(string suite, string name)
    {
        var deployment = _accepted[name].Deployment;

        var facts = CaseMachine.Facts(suite, name);

        Assert.Equal("", facts.Error);
        Assert.Equal(
            $"prepare-root: /sysroot is {deployment.Directory} (composefs sha256:{deployment.Digest}, signed by a key of {Keys})\n",
            facts.Output);
        Assert.Contains("\"trust\": \"signature\"", facts.Record, StringComparison.Ordinal);
        Assert.Contains("verity=require", MountTable.SysrootMounts(facts.MountsAfter)[^1], StringComparison.Ordinal);
    }

    [RequiresTheory(Needs.Machine)]
    [MemberData(nameof(RefusedOnEachKernel))]
    public void Deployment_whose_commit_is_not_validly_signed_is_refused_and_nothing_has_changed(string suite, string name) =>
        Refusal.Check(CaseMachine.Facts(suite, name), _refused[name].Code, _refused[name].Cause);

    [RequiresTheory(Needs.Machine)]
    [MemberData(nameof(AllCases.Suites), MemberType = typeof(AllCases))]
    public void Machine_ends_up_as_libostree_leaves_it(string suite)
    {
        var golden = GoldenRun.Read(Golden);
        var (boot, _) = _accepted.Values.First();
        Assert.Equal((golden.CommandLine, golden.Configuration.TrimEnd()), (boot.CommandLine, boot.Configuration!.TrimEnd()));

        var facts = CaseMachine.Facts(suite, boot.Name);

        Assert.Equal(MountTable.SysrootMounts(string.Join('\n', OurDifferences.Mounts(golden.Mounts))), MountTable.SysrootMounts(facts.MountsAfter));
        Assert.Equal(RunListing.Normal(string.Join('\n', golden.Run)), OurDifferences.Run(RunListing.Normal(facts.RunAfter)));
        BinaryPrimitives.WriteUInt64LittleEndian(golden.OstreeBooted.AsSpan(_device), MountTable.Device(facts.MountsBefore, "/sysroot"));
        Assert.Equal(golden.OstreeBooted, facts.OstreeBooted);
        Assert.Equal([], facts.Unreadable);
    }

    private static BootCase Case(string name, SignedDeployment deployment, string configuration, string moreArguments = "") =>
        new("signed commit: " + name, FixtureDisk.Ostree, "root=LABEL=peertest rw " + deployment.Argument + moreArguments)
        {
            Configuration = configuration,
            Keys = File.ReadAllText(Checkout.Fixture("keys/good.pub.b64")),
        };
}
