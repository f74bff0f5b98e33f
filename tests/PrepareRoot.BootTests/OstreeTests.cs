using System;
using System.Buffers.Binary;
using PrepareRoot.BootTests.Fixtures;
using PrepareRoot.BootTests.Guest;
using PrepareRoot.Support;
using Xunit;

namespace PrepareRoot.BootTests;

/// <summary>Roots from a libostree deployment, on a disk with fs-verity.</summary>
public class OstreeTests
{
    private const string Bound = "bind mount of the deployment, nothing verified";
    private const string Unverified = "composefs, not verified";
    private const string Integrity = $"composefs sha256:{CommandLines.DigestA}, files verified against it";

    // The offset in the record: after the first key and the padding that aligns the pair of 64-bit
    // numbers.
    private static readonly Range _device = 32..40;

    private static readonly BootCase[] _golden = [Golden("verity"), Golden("yes"), Golden("no-legacy")];

    private static readonly BootCase _maybe = new("ostree, maybe", FixtureDisk.Ostree, CommandLines.OstreeA)
    {
        Configuration = CommandLines.Enabled("maybe"),
    };

    private static readonly BootCase _maybeWithoutImage = _maybe with
    {
        Name = "ostree, maybe, without an image",
        Change = $"rm {CommandLines.DeploymentA}/.ostree.cfs",
    };

    private static readonly BootCase _unconfigured = new("ostree, without a configuration", FixtureDisk.Ostree, CommandLines.OstreeA);

    private static readonly BootCase _sealed = new("ostree, sealed", FixtureDisk.Ostree, $"{CommandLines.OstreeA} composefs={CommandLines.DigestA}");

    private static readonly BootCase _sealedForTwo = _sealed with
    {
        Name = "ostree, sealed, two digests",
        CommandLine = $"{CommandLines.OstreeA} composefs.digest=v1-sha512-12:{CommandLines.MissingSha512} composefs=?{CommandLines.MissingSha256} composefs={CommandLines.DigestA}",
    };

    internal static BootCase[] Cases => [.. _golden, _maybe, _maybeWithoutImage, _unconfigured, _sealed, _sealedForTwo];

    public static TheoryData<string, string> GoldenOnEachKernel => AllCases.OnEachKernel(_golden);

    public static TheoryData<string, string> OnEachKernel => AllCases.OnEachKernel(Cases);

    [RequiresTheory(Needs.Machine)]
    [MemberData(nameof(GoldenOnEachKernel))]
    public void Machine_ends_up_as_libostree_leaves_it(string suite, string name)
    {
        var golden = GoldenRun.Read(name["ostree, as libostree: ".Length..]);

        var facts = CaseMachine.Facts(suite, name);

        Assert.Equal("", facts.Error);
        Assert.Equal(0, facts.ExitStatus);
        Assert.Equal(MountTable.SysrootMounts(string.Join('\n', OurDifferences.Mounts(golden.Mounts))), MountTable.SysrootMounts(facts.MountsAfter));
        Assert.Equal(RunListing.Normal(string.Join('\n', golden.Run)), OurDifferences.Run(RunListing.Normal(facts.RunAfter)));
        BinaryPrimitives.WriteUInt64LittleEndian(golden.OstreeBooted.AsSpan(_device), MountTable.Device(facts.MountsBefore, "/sysroot"));
        Assert.Equal(golden.OstreeBooted, facts.OstreeBooted);
    }

    [RequiresTheory(Needs.Machine)]
    [MemberData(nameof(OnEachKernel))]
    public void Output_says_what_is_mounted_and_why_it_is_trusted(string suite, string name)
    {
        var expected = name switch
        {
            "ostree, as libostree: verity" => Integrity,
            "ostree, as libostree: yes" or "ostree, maybe" => Unverified,
            "ostree, sealed" or "ostree, sealed, two digests" => $"composefs sha256:{CommandLines.DigestA}, verified against the kernel command line",
            _ => Bound,
        };

        var facts = CaseMachine.Facts(suite, name);

        Assert.Equal("", facts.Error);
        Assert.Equal($"prepare-root: /sysroot is {CommandLines.DeploymentA} ({expected})\n", facts.Output);
    }

    [RequiresTheory(Needs.Machine)]
    [MemberData(nameof(GoldenOnEachKernel))]
    public void Every_file_can_be_read_and_only_etc_and_var_take_writes(string suite, string name)
    {
        var facts = CaseMachine.Facts(suite, name);

        const string readOnly = ": Read-only file system";
        var root = facts.Output.Contains(Bound, StringComparison.Ordinal) ? ".: " : "." + readOnly;
        Assert.Equal([root, "usr" + readOnly, "etc: ", "var: ", "sysroot" + readOnly], facts.Writes);
        Assert.Equal([], facts.Unreadable);
    }

    private static BootCase Golden(string name)
    {
        var golden = GoldenRun.Read(name);
        return new BootCase("ostree, as libostree: " + name, FixtureDisk.Ostree, golden.CommandLine)
        {
            Configuration = golden.Configuration,
            IsThorough = true,
        };
    }
}
