using System;
using System.Collections.Generic;
using System.IO;
using PrepareRoot.BootTests.Chain;
using PrepareRoot.BootTests.Fixtures;
using PrepareRoot.BootTests.Guest;
using PrepareRoot.Support;
using Xunit;

namespace PrepareRoot.BootTests;

/// <summary>
/// Deployments whose <c>/usr</c> was changed by <c>ostree admin unlock --hotfix</c>, on a disk with
/// fs-verity.
/// </summary>
public class HotfixTests
{
    private const string Upper = CommandLines.DeploymentA + "/.usr-ovl-upper";
    private const string ReadOnly = ": Read-only file system";

    // As libostree and the kernel leave it: one file added and one removed.
    private const string MakeHotfix = $"""
        cd {CommandLines.DeploymentA}
        rm -rf .usr-ovl-upper .usr-ovl-work
        mkdir -p .usr-ovl-upper/lib .usr-ovl-work
        echo fixed > .usr-ovl-upper/fixed
        mknod .usr-ovl-upper/lib/os-release c 0 0
        cd /sysroot
        """;

    private static readonly BootCase _verity = Case("verity", CommandLines.Enabled("verity"));

    private static readonly BootCase _bound = Case("no", CommandLines.Enabled("no"));

    private static readonly BootCase _readOnly = _verity with { Name = "hotfix, read-only disk", Change = MakeHotfix + "\nmount -o remount,ro /sysroot" };

    private static readonly BootCase _boundReadOnly = _readOnly with { Name = "hotfix, no, read-only disk", Configuration = _bound.Configuration };

    // The sixteenth call creates the overlay at /usr, whose stack is too deep.
    private static readonly BootCase _countsLayers = _verity with
    {
        Name = "hotfix, one layer too many",
        Strace = "-e inject=fsconfig:error=EINVAL:when=16",
    };

    private static readonly BootCase _signed = Case("signed", CommandLines.Enabled("signed")) with
    {
        Keys = File.ReadAllText(GoodKeys),
    };

    private static readonly BootCase _sealed = _verity with { Name = "hotfix, sealed", CommandLine = $"{CommandLines.OstreeA} composefs={CommandLines.DigestA}" };

    private static readonly BootCase _measured = _verity with { Name = "hotfix, measured", Configuration = MeasuredBoot.Configuration };

    private static readonly BootCase[] _mounted = [_verity, _bound, _countsLayers];

    private static readonly BootCase[] _mountedReadOnly = [_readOnly, _boundReadOnly];

    private static readonly BootCase[] _ignored = [_signed, _sealed];

    internal static IEnumerable<BootCase> Cases => [_countsLayers, .. Booted, .. Refused];

    internal static IEnumerable<BootCase> Booted => [_verity, _bound, .. _mountedReadOnly, .. _ignored];

    internal static IEnumerable<BootCase> Refused => [_measured];

    public static TheoryData<string, string> MountedOnEachKernel => AllCases.OnEachKernel(_mounted);

    public static TheoryData<string, string> MountedReadOnlyOnEachKernel => AllCases.OnEachKernel(_mountedReadOnly);

    public static TheoryData<string, string> IgnoredOnEachKernel => AllCases.OnEachKernel(_ignored);

    private static string GoodKeys => Checkout.Fixture("keys/good.pub.b64");

    [RequiresTheory(Needs.Machine)]
    [MemberData(nameof(MountedOnEachKernel))]
    public void Hotfix_is_in_usr_and_usr_takes_further_changes(string suite, string name)
    {
        var facts = CaseMachine.Facts(suite, name);

        Assert.Equal("", facts.Error);
        Assert.EndsWith(", /usr with its hotfix)\n", facts.Output, StringComparison.Ordinal);
        Assert.Equal("/sysroot/usr: / rw,relatime - overlay overlay rw,lowerdir=…,upperdir=…,workdir=…", Usr(facts));
        Assert.Equal(["fixed", "1", "new", "new", "0"], facts.Probe.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(name == _countsLayers.Name ? 1 : 0, facts.Loops.Length);
        Assert.Equal(name != _bound.Name, facts.MountsAfter.Contains("verity=require", StringComparison.Ordinal));
    }

    [RequiresTheory(Needs.Machine)]
    [MemberData(nameof(MountedReadOnlyOnEachKernel))]
    public void Hotfix_on_a_read_only_disk_is_in_usr_and_usr_is_read_only(string suite, string name)
    {
        var facts = CaseMachine.Facts(suite, name);

        Assert.Equal("", facts.Error);
        Assert.EndsWith(", /usr with its hotfix)\n", facts.Output, StringComparison.Ordinal);
        // The kernel also shows how it follows redirects. The option depends on its version.
        Assert.StartsWith("/sysroot/usr: / ro,relatime - overlay overlay ro,lowerdir=…", Usr(facts), StringComparison.Ordinal);
        Assert.Equal(["fixed", "1", "sh: can't create usr/new" + ReadOnly, "0"], facts.Probe.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [RequiresTheory(Needs.Machine)]
    [MemberData(nameof(IgnoredOnEachKernel))]
    public void Authenticated_image_has_its_own_usr_and_a_warning_says_so(string suite, string name)
    {
        var facts = CaseMachine.Facts(suite, name);

        Assert.Equal(0, facts.ExitStatus);
        Assert.Equal(
            $"prepare-root: warning: /sysroot/{Upper} is not mounted on /usr: the image is authenticated, its hotfix is not\n", facts.Error);
        Assert.DoesNotContain("hotfix", facts.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(MountTable.SysrootMounts(facts.MountsAfter), line => line.StartsWith("/sysroot/usr:", StringComparison.Ordinal));
        Assert.Equal(
            ["cat: can't open 'usr/fixed': No such file or directory", "0", "sh: can't create usr/new" + ReadOnly, "0"],
            facts.Probe.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [RequiresTheory(Needs.Machine)]
    [MemberData(nameof(AllCases.Suites), MemberType = typeof(AllCases))]
    public void Hotfix_is_refused_if_the_image_is_to_be_measured(string suite) =>
        Refusal.Check(
            CaseMachine.Facts(suite, _measured.Name),
            "measurement-failed",
            "there is no digest to measure that every file is verified against: measure.pcr requires fs-verity, no hotfix of /usr, and composefs.enabled = verity "
            + "or signed, or a digest on the command line" + MeasuredBootTests.NotMeasured);

    private static string Usr(CaseFacts facts) =>
        Assert.Single(MountTable.SysrootMounts(facts.MountsAfter), line => line.StartsWith("/sysroot/usr:", StringComparison.Ordinal));

    // What is in /usr and what is not; then the result of a write to it.
    private static BootCase Case(string mode, string configuration) => new("hotfix, " + mode, FixtureDisk.Ostree, CommandLines.OstreeA)
    {
        Configuration = configuration,
        Change = MakeHotfix,
        ChangeMayBeRepeated = true,
        Probe = $"cat usr/fixed; [ -e usr/lib/os-release ]; echo $?; sh -c 'echo new > usr/new' && cat usr/new sysroot/{Upper}/new; [ -d usr/lib/modules ]; echo $?",
    };
}
