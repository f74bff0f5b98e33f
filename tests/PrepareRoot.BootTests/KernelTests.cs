using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using PrepareRoot.BootTests.Chain;
using PrepareRoot.BootTests.Fixtures;
using PrepareRoot.BootTests.Guest;
using PrepareRoot.Support;
using Xunit;

namespace PrepareRoot.BootTests;

/// <summary>
/// One binary on three kernels: what a kernel does not support is refused. The results are
/// docs/kernels.md.
/// </summary>
public partial class KernelTests
{
    /// <summary>
    /// The suite of Debian with the oldest kernel, 6.1. It runs only these cases.
    /// </summary>
    public const string OldSuite = "bookworm";

    private const string NoVerity = "every file must be verified when it is opened (verity=require of overlayfs), which needs Linux 6.6";
    private const string NoData =
        "the image does not hide the directories of its objects (by 256 whiteouts, 00 to ff), so they must be a data-only layer, which needs Linux 6.5";

    // The content of all files, the attributes of all names, and what is in the root directory.
    private const string ReadAll = """
        find . -xdev -type f -exec md5sum {} + | sort | md5sum
        find . -xdev ! -type d -exec stat -c '%n %f %u %g %s %t %T' {} + | sort | md5sum
        ls -A
        """;

    private static readonly BootCase _yes = Ostree("yes", CommandLines.Enabled("yes")) with { Probe = ReadAll, IsThorough = true, Strace = "-f" };
    private static readonly BootCase _no = Ostree("no", CommandLines.Enabled("no")) with { Probe = ReadAll };
    private static readonly BootCase _verity = Ostree("verity", CommandLines.Enabled("verity")) with { Probe = ReadAll };
    private static readonly BootCase _signed = Ostree("signed", CommandLines.Enabled("signed")) with
    {
        Keys = File.ReadAllText(Checkout.Fixture("keys/good.pub.b64")),
        Probe = ReadAll,
    };

    private static readonly BootCase _sealed = Ostree("sealed", null) with { CommandLine = $"{CommandLines.OstreeA} composefs={CommandLines.DigestA}", Probe = ReadAll };
    private static readonly BootCase _transient = Ostree("transient", CommandLines.Enabled("yes") + "[root]\ntransient=true\n[etc]\ntransient=true\n") with
    {
        Probe = "echo new > usr/new && cat usr/new; echo new > etc/new && cat etc/new; ls usr/etc/new sysroot/" + CommandLines.DeploymentA + "/etc/new",
    };

    private static readonly BootCase _transientReadOnly = Ostree("transient-ro", CommandLines.Enabled("yes") + "[root]\ntransient-ro=true\n") with
    {
        Probe = "echo new > new; mount -o remount,rw . && echo new > new && cat new",
    };

    private static readonly BootCase _mountPoints = Ostree("mount points", CommandLines.Enabled("yes") + "[root]\nmount-points=/nix;/opt;/afs\n") with
    {
        Probe = "ls -d nix afs; readlink opt; ls -A nix; echo new > nix/new; [ -e 00 ]; echo $?",
    };

    private static readonly BootCase _sha512V1 = Composefs("sha512 v1", FixtureDisk.Sha512, CommandLines.Sha512V1) with { Probe = ReadAll, IsThorough = true };
    private static readonly BootCase _sha256V1 = Composefs("sha256 v1", FixtureDisk.Sha256, CommandLines.Sha256V1) with { Probe = ReadAll, IsThorough = true };
    private static readonly BootCase _sha512V2 = Composefs("sha512 v2", FixtureDisk.Sha512, CommandLines.Sha512V2);
    private static readonly BootCase _sha256V2 = Composefs("sha256 v2", FixtureDisk.Sha256, CommandLines.Sha256V2);
    private static readonly BootCase _otherDigest = new("kernels: ?, another image", FixtureDisk.Sha512, "composefs=?" + CommandLines.MissingSha256)
    {
        Change = RefusalTests.Swap,
        ChangeMayBeRepeated = true,
    };

    private static readonly BootCase _required = new("kernels: D", FixtureDisk.Sha512, "composefs=" + CommandLines.Sha512V1);

    // As on Linux 6.5: the second fsconfig call sets verity=require, which that overlayfs does not
    // know.
    private static readonly BootCase _as65 = Ostree("as 6.5", CommandLines.Enabled("verity")) with { Strace = "-e inject=fsconfig:error=EINVAL:when=2" };

    private static readonly BootCase[] _sameContent = [_yes, _no, _sha512V1, _sha256V1];

    private static readonly BootCase[] _needVerity = [_verity, _signed, _sealed, _required];

    private static readonly BootCase[] _needData = [_sha512V2, _sha256V2];

    // The request, the case that makes it, and the description of its result.
    private static readonly (string What, BootCase Case, Func<CaseFacts, string> Describe)[] _rows =
    [
        ("`enabled=yes`", _yes, Outcome),
        ("… the image is mounted from", _yes, facts => facts.Loops.Length == 0 ? "the image file" : "a loop device"),
        ("… the objects are", _yes, facts => Root(facts).Contains("::", StringComparison.Ordinal) ? "a data-only layer" : "an ordinary lower layer, whose directories the image hides"),
        ("… the new root replaces the disk's mount by", _yes, facts => IsBeneath(facts) ? "one system call; the disk's mount is detached afterwards" : "two consecutive system calls"),
        ("`composefs=?D`, an image that hides the object directories (V1)", _sha256V1, Outcome),
        ("`composefs=?D`, an image that does not (V2)", _sha256V2, Outcome),
        ("`composefs=D`", _required, Outcome),
        ("`ostree=P composefs=D`", _sealed, Outcome),
        ("`enabled=verity`", _verity, Outcome),
        ("`enabled=signed`", _signed, Outcome),
        ("`enabled=no`", _no, Outcome),
        ("`enabled=yes`, `root.transient`, `etc.transient`", _transient, Outcome),
        ("`enabled=yes`, `root.transient-ro`", _transientReadOnly, Outcome),
        ("`enabled=yes`, `root.mount-points`", _mountPoints, Outcome),
    ];

    internal static IEnumerable<BootCase> Cases => [.. _sameContent, .. _needVerity, .. _needData, .. Options, _otherDigest, _as65];

    /// <summary>The options of <c>[root]</c> and <c>[etc]</c>.</summary>
    internal static IEnumerable<BootCase> Options => [_transient, _transientReadOnly, _mountPoints];

    public static TheoryData<string> SameContent => new(_sameContent.Select(entry => entry.Name));

    public static TheoryData<string> NeedVerity => new(_needVerity.Select(entry => entry.Name));

    public static TheoryData<string> NeedData => new(_needData.Select(entry => entry.Name));

    public static TheoryData<string> Kernels => new(CaseMachine.Suites);

    [RequiresTheory(Needs.Machine)]
    [MemberData(nameof(SameContent))]
    public void Linux_6_1_reads_the_same_files_as_one_that_verifies_them(string name)
    {
        var facts = CaseMachine.Facts(OldSuite, name);

        Assert.Equal("", facts.Error);
        Assert.Equal(0, facts.ExitStatus);
        Assert.Equal(CaseMachine.Facts("forky", name).Probe, facts.Probe);
        Assert.DoesNotContain("00\n", facts.Probe, StringComparison.Ordinal);
        Assert.EndsWith(name == _no.Name ? "nothing verified)\n" : " (composefs, not verified)\n", facts.Output, StringComparison.Ordinal);
        if (name != _no.Name)
            Assert.Equal([], facts.Unreadable);
    }

    [RequiresTheory(Needs.Machine)]
    [MemberData(nameof(SameContent))]
    public void Linux_6_1_mounts_an_image_from_a_loop_device_over_its_objects_as_a_layer(string name)
    {
        var facts = CaseMachine.Facts(OldSuite, name);

        Assert.Equal(name == _no.Name ? 0 : 1, facts.Loops.Length);
        Assert.Equal(name != _no.Name, Regex.IsMatch(Root(facts), "lowerdir=/proc/self/fd/[0-9]+:/proc/self/fd/[0-9]+,"));
        Assert.DoesNotContain("verity", Root(facts), StringComparison.Ordinal);
    }

    [RequiresFact(Needs.Machine)]
    public void Linux_6_1_has_no_loop_device_left_when_its_roots_are_gone() => Assert.Equal([], CaseMachine.LoopsLeft(OldSuite));

    [RequiresTheory(Needs.Machine)]
    [MemberData(nameof(NeedVerity))]
    public void Linux_6_1_is_refused_where_files_are_to_be_verified(string name)
    {
        Refusal.Check(CaseMachine.Facts(OldSuite, name), "kernel-too-old", $"{NoVerity}; this kernel is {Kernel.Of(OldSuite).Release}");
        foreach (var suite in AllCases.SuiteNames)
            Assert.Contains("verity=require", Root(CaseMachine.Facts(suite, name)), StringComparison.Ordinal);
    }

    [RequiresTheory(Needs.Machine)]
    [MemberData(nameof(NeedData))]
    public void Linux_6_1_is_refused_where_the_image_does_not_hide_its_objects(string name)
    {
        var facts = CaseMachine.Facts(OldSuite, name);

        Assert.StartsWith($"prepare-root: refused [kernel-too-old]: {NoData}; this kernel is {Kernel.Of(OldSuite).Release}\n", facts.Error, StringComparison.Ordinal);
        Assert.Equal(1, facts.ExitStatus);
        Assert.Equal(facts.MountsBefore, facts.MountsAfter);
        Assert.Equal(facts.RunBefore, facts.RunAfter);
    }

    [RequiresTheory(Needs.Machine)]
    [MemberData(nameof(Kernels))]
    public void Digest_with_a_question_mark_is_compared_on_every_kernel(string suite) => Refusal.Check(
        CaseMachine.Facts(suite, _otherDigest.Name),
        "image-digest-differs",
        $"/sysroot/composefs/images/{CommandLines.MissingSha256}: the kernel command line requires sha256:{CommandLines.MissingSha256}, but the file has sha512:{CommandLines.Sha512V1}");

    [RequiresTheory(Needs.Machine)]
    [MemberData(nameof(AllCases.Suites), MemberType = typeof(AllCases))]
    public void Overlayfs_that_does_not_know_verity_is_too_old(string suite) => Refusal.Check(
        CaseMachine.Facts(suite, _as65.Name), "kernel-too-old", $"{NoVerity}; this kernel is {Kernel.Of(suite).Release}");

    [RequiresTheory(Needs.Machine)]
    [MemberData(nameof(Kernels))]
    public void Transient_directories_take_writes_on_every_kernel(string suite)
    {
        var both = CaseMachine.Facts(suite, _transient.Name);
        Assert.Equal("", both.Error);
        Assert.Equal(
            ["new", "new", "ls: usr/etc/new: No such file or directory", $"ls: sysroot/{CommandLines.DeploymentA}/etc/new: No such file or directory"],
            Lines(both.Probe));

        var readOnly = CaseMachine.Facts(suite, _transientReadOnly.Name);
        Assert.Equal("", readOnly.Error);
        Assert.Equal(["can't create new: Read-only file system", "new"], Lines(readOnly.Probe).Select(line => line.Split(": ", 3)[^1]));
    }

    [RequiresTheory(Needs.Machine)]
    [MemberData(nameof(Kernels))]
    public void Mount_points_are_there_on_every_kernel(string suite)
    {
        var facts = CaseMachine.Facts(suite, _mountPoints.Name);

        Assert.Equal("", facts.Error);
        var lines = Lines(facts.Probe);
        Assert.Equal(["afs", "nix", "var/opt"], lines[..3]);
        Assert.EndsWith("can't create nix/new: Read-only file system", lines[3], StringComparison.Ordinal);
        Assert.Equal(["1"], lines[4..]);
    }

    /// <summary><c>make docs</c> writes the file.</summary>
    private static string Outcome(CaseFacts facts) =>
        facts.ExitStatus != 0 ? $"refused: `{facts.Error.Split('[', ']')[1]}`"
        : Root(facts).Contains("verity=require", StringComparison.Ordinal) ? "boots, every file verified"
        : "boots, nothing verified";

    private static bool IsBeneath(CaseFacts facts) =>
        Assert.Single(facts.Trace, call => call.Contains("|0x200) = ", StringComparison.Ordinal)).EndsWith(" = 0", StringComparison.Ordinal);

    // For 6.12.57+deb13-cloud-amd64 it is 6.12.
    private static string Series(string suite) => string.Join('.', Kernel.Of(suite).Release.Split('.', '-', '+')[..2]);

    private static string Root(CaseFacts facts) => facts.MountsAfter.Split('\n').Last(line => line.Split(' ') is [_, _, _, _, "/sysroot", ..]);

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private static BootCase Ostree(string name, string? configuration) =>
        new("kernels: " + name, FixtureDisk.Ostree, CommandLines.OstreeA) { Configuration = configuration };

    private static BootCase Composefs(string name, FixtureDisk disk, string hex) => new("kernels: ?, " + name, disk, "composefs=?" + hex);
}
