using System;
using System.Collections.Generic;
using System.Linq;
using PrepareRoot.BootTests.Fixtures;
using PrepareRoot.BootTests.Guest;
using PrepareRoot.Support;
using Xunit;

namespace PrepareRoot.BootTests;

/// <summary>
/// Refusals in an initramfs without journal or systemd: the machine is unchanged, and the console
/// shows the reason.
/// </summary>
public class RefusalTests
{
    private const string Image = CommandLines.DeploymentA + "/.ostree.cfs";
    private const string MakeUnverified = $"mv {Image} copy; cp -p copy {Image}; rm copy";

    private const string InitObject = "27/1148ea8e67381f4314869f9dcd7629471fdeda30b79c4fc9c5d4b1650a7a5a.file";
    private const string InitUnreadable = $"/sbin/init of the new root (object {InitObject}) can't be read: ";

    internal const string Init = "ostree/repo/objects/" + InitObject;

    private static readonly (FixtureDisk Disk, string Hex, string Other, string Digest)[] _images =
    [
        (FixtureDisk.Sha512, CommandLines.Sha512V1, CommandLines.Sha512V2, "sha512:" + CommandLines.Sha512V1),
        (FixtureDisk.Sha512, CommandLines.Sha512V2, CommandLines.Sha512V1, "sha512:" + CommandLines.Sha512V2),
        (FixtureDisk.Sha256, CommandLines.Sha256V1, CommandLines.Sha256V2, "sha256:" + CommandLines.Sha256V1),
        (FixtureDisk.Sha256, CommandLines.Sha256V2, CommandLines.Sha256V1, "sha256:" + CommandLines.Sha256V2),
    ];

    // Puts the other image of the repository under the name of each image, and images with a state
    // under names of no image.
    internal static readonly string Swap = ForEachObject($"""
        mkdir -p state/deploy/{CommandLines.MissingSha256}/etc state/deploy/{CommandLines.MissingSha256}/var state/deploy/{CommandLines.MissingSha512}/etc state/deploy/{CommandLines.MissingSha512}/var
        """,
        (CommandLines.Sha512V1, hex => $"ln -sf ../objects/{hex} composefs/images/{CommandLines.Sha512V2}; ln -sf ../objects/{hex} composefs/images/{CommandLines.MissingSha256}"),
        (CommandLines.Sha512V2, hex => $"ln -sf ../objects/{hex} composefs/images/{CommandLines.Sha512V1}"),
        (CommandLines.Sha256V1, hex => $"ln -sf ../objects/{hex} composefs/images/{CommandLines.Sha256V2}; ln -sf ../objects/{hex} composefs/images/{CommandLines.MissingSha512}"),
        (CommandLines.Sha256V2, hex => $"ln -sf ../objects/{hex} composefs/images/{CommandLines.Sha256V1}"));

    private static readonly string _loseVerity = ForEachObject(
        "true", [.. _images.Select(image => (image.Hex, (Func<string, string>)(name => $"(cd composefs/objects; mv {name} copy; cp -p copy {name}; rm copy)")))]);

    // The case, the code of the fault, and its cause.
    private static readonly Dictionary<string, (BootCase Case, string Code, string Cause)> _table = ((IEnumerable<(BootCase Case, string Code, string Cause)>)
    [
        (Ostree("image without verity", MakeUnverified), "image-without-verity",
            $"/sysroot/{Image}: composefs.enabled = verity requires fs-verity, but fs-verity is not enabled on it"),
        (Ostree("image missing", $"rm {Image}"), "image-missing", $"/sysroot/{Image}: No such file or directory"),
        (Ostree("image damaged", null) with { Damage = FixtureDisk.Ostree.Overwrite(Image, block: 0) }, "image-damaged", $"/sysroot/{Image}: Input/output error"),
        (Ostree("init without verity", $"mv {Init} copy; cp -p copy {Init}; rm copy"), "init-unreadable", InitUnreadable + "Input/output error"),
        (Ostree("init missing", $"rm {Init}"), "init-unreadable", InitUnreadable + "No such file or directory"),
        (Ostree("init damaged", null) with { Damage = FixtureDisk.Ostree.Overwrite(Init, block: 0) }, "init-unreadable", InitUnreadable + "Input/output error"),
        (Ostree("another deployment's digest", null) with { CommandLine = $"{CommandLines.OstreeA} composefs={CommandLines.DigestB}" }, "image-digest-differs",
            $"/sysroot/{Image}: the kernel command line requires sha256:{CommandLines.DigestB}, but the file has sha256:{CommandLines.DigestA}"),
        (Ostree("floor lowered", null) with { CommandLine = CommandLines.OstreeA + " ostree.prepare-root.composefs=no" }, "floor-lowered",
            "ostree.prepare-root.composefs=no on the kernel command line requires less than composefs.enabled = verity of the initramfs"),
        .. from image in _images
           select (Composefs("image swapped", image.Disk, image.Hex, Swap), "image-digest-differs",
               $"/sysroot/composefs/images/{image.Hex}: the kernel command line requires {image.Digest}, but the file has {image.Disk.Directory}:{image.Other}"),
        .. from image in _images
           select (Composefs("verity lost", image.Disk, image.Hex, _loseVerity), "image-without-verity",
               $"/sysroot/composefs/images/{image.Hex}: the kernel command line requires {image.Digest}, but fs-verity is not enabled on it"),
        (Composefs("image swapped, ?", FixtureDisk.Sha256, "?" + CommandLines.Sha256V1, Swap), "image-digest-differs",
            $"/sysroot/composefs/images/{CommandLines.Sha256V1}: the kernel command line requires sha256:{CommandLines.Sha256V1}, but the file has sha256:{CommandLines.Sha256V2}"),
        (Composefs("image swapped, another candidate", FixtureDisk.Sha256, $"{CommandLines.Sha256V1} composefs={CommandLines.MissingSha256}", Swap), "image-digest-differs",
            $"/sysroot/composefs/images/{CommandLines.Sha256V1}: the kernel command line requires sha256:{CommandLines.Sha256V1}, but the file has sha256:{CommandLines.Sha256V2}"),
        (Composefs("image of another algorithm", FixtureDisk.Sha512, CommandLines.MissingSha256, Swap), "image-digest-differs",
            $"/sysroot/composefs/images/{CommandLines.MissingSha256}: the kernel command line requires sha256:{CommandLines.MissingSha256}, but the file has sha512:{CommandLines.Sha512V1}"),
        (Composefs("image of another algorithm", FixtureDisk.Sha256, CommandLines.MissingSha512, Swap), "image-digest-differs",
            $"/sysroot/composefs/images/{CommandLines.MissingSha512}: the kernel command line requires sha512:{CommandLines.MissingSha512}, but the file has sha256:{CommandLines.Sha256V1}"),
        (Ostree("neither of two digests", null) with { Configuration = null, CommandLine = $"{CommandLines.OstreeA} composefs=?{CommandLines.DigestA} composefs={CommandLines.DigestB} composefs={CommandLines.MissingSha256}" },
            "image-digest-differs", $"/sysroot/{Image}: the kernel command line requires sha256:{CommandLines.DigestB} or sha256:{CommandLines.MissingSha256}, but the file has sha256:{CommandLines.DigestA}"),
        (Composefs("image missing", FixtureDisk.Sha512, CommandLines.MissingSha256, null), "image-missing",
            $"/sysroot/composefs/images/{CommandLines.MissingSha256}: No such file or directory"),
        (Composefs("first missing, second optional", FixtureDisk.Sha256, $"{CommandLines.MissingSha256} composefs=?{CommandLines.Sha256V1}", null), "image-missing",
            $"/sysroot/composefs/images/{CommandLines.MissingSha256}: No such file or directory"),
        (new BootCase("refused: nothing asked for", FixtureDisk.Sha256, "quiet"), "no-root-requested",
            "the kernel command line has none of ostree=, composefs=, composefs.digest= and androidboot.slot_suffix="),
    ]).ToDictionary(row => row.Case.Name);

    // The same two disks, where verity is not required.
    private static readonly BootCase _ostreeUnverified = Ostree("", MakeUnverified) with
    {
        Name = "ostree, yes, image without verity",
        Configuration = CommandLines.Enabled("yes"),
    };

    private static readonly BootCase _composefsUnverified =
        Composefs("", FixtureDisk.Sha512, "?" + CommandLines.Sha512V1, _loseVerity) with { Name = "sha512 v1, ?, image without verity" };

    private static readonly BootCase[] _unverified = [_ostreeUnverified, _composefsUnverified];

    internal static IEnumerable<BootCase> Cases => Refused.Concat(_unverified);

    internal static IEnumerable<BootCase> Refused => _table.Values.Select(row => row.Case);

    /// <summary>
    /// Those whose code <c>prepare-rootctl check</c> names beforehand. Of an object of init it names
    /// the damage.
    /// </summary>
    internal static IEnumerable<BootCase> Foreseen => _table.Values.Where(row => row.Code != "init-unreadable").Select(row => row.Case);

    public static TheoryData<string, string> RefusedOnEachKernel => AllCases.OnEachKernel(Refused);

    public static TheoryData<string, string> UnverifiedOnEachKernel => AllCases.OnEachKernel(_unverified);

    [RequiresTheory(Needs.Machine)]
    [MemberData(nameof(RefusedOnEachKernel))]
    public void Console_says_why_and_what_to_do_and_nothing_has_changed(string suite, string name)
    {
        var (_, code, cause) = _table[name];

        var facts = CaseMachine.Facts(suite, name);

        Assert.Equal(1, facts.ExitStatus);
        Assert.Equal("", facts.Output);
        var lines = facts.Error.Split('\n');
        Assert.Equal($"prepare-root: refused [{code}]: {cause}", lines[0]);
        Assert.StartsWith("prepare-root: what to do: ", lines[1], StringComparison.Ordinal);
        Assert.Equal([""], lines[2..]);
        Assert.Equal(facts.MountsBefore, facts.MountsAfter);
        Assert.Equal(facts.RunBefore, facts.RunAfter);
        Assert.Equal([], facts.Loops);
    }

    [RequiresTheory(Needs.Machine)]
    [MemberData(nameof(UnverifiedOnEachKernel))]
    public void Image_without_verity_boots_where_verity_is_not_asked_for(string suite, string name)
    {
        var facts = CaseMachine.Facts(suite, name);

        Assert.Equal("", facts.Error);
        Assert.EndsWith(" (composefs, not verified)\n", facts.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("verity=require", facts.MountsAfter, StringComparison.Ordinal);
        Assert.Contains("\"trust\": \"none\"", facts.Record, StringComparison.Ordinal);
    }

    private static BootCase Ostree(string name, string? change) => new("refused: ostree, " + name, FixtureDisk.Ostree, CommandLines.OstreeA)
    {
        Configuration = CommandLines.Enabled("verity"),
        Change = change,
    };

    private static BootCase Composefs(string name, FixtureDisk disk, string asked, string? change) =>
        new($"refused: {disk.Directory}, {name}, {asked[..8]}", disk, "composefs=" + asked) { Change = change, ChangeMayBeRepeated = true };

    // For each repository, the lines of its objects.
    private static string ForEachObject(string first, params (string Hex, Func<string, string> Script)[] lines) =>
        first + "\n" + string.Join('\n', lines.Select(line => $"[ ! -e composefs/objects/{ObjectName(line.Hex)} ] || {{ {line.Script(ObjectName(line.Hex))}; }}"));

    private static string ObjectName(string hex) => hex[..2] + "/" + hex[2..];
}
