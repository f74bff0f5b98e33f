using System;
using System.Collections.Generic;
using System.Linq;
using PrepareRoot.BootTests.Chain;
using PrepareRoot.BootTests.Fixtures;
using PrepareRoot.BootTests.Guest;
using PrepareRoot.Support;
using Xunit;

namespace PrepareRoot.BootTests;

/// <summary>
/// Every way in which the disk can have an image under its name. The results are the same, also for
/// another image and for one without fs-verity.
/// </summary>
public class NamingTests
{
    // Makes images/NAME the object $1 of the algorithm $2. Runs in the directory images.
    private static readonly (string Name, string Script)[] _ways =
    [
        ("a file", "rm -f $NAME; cp -p ../objects/$1 $NAME; fsverity enable --hash-alg=$2 $NAME"),
        ("a hard link", "ln -f ../objects/$1 $NAME"),
        ("links to links", "mkdir -p refs/way; ln -sfn ../../../objects refs/way/objects; ln -sf refs/way/$NAME $NAME; ln -sf objects/../../composefs/objects/$1 refs/way/$NAME"),
        ("a linked directory", "[ -L ../images ] || { cd ..; mv images elsewhere; ln -s elsewhere images; cd images; }; ln -sf ../objects/$1 $NAME"),
    ];

    private static readonly Dictionary<string, (BootCase Case, string Digest)> _right = (
        from way in _ways
        from image in ((FixtureDisk, string)[])[(FixtureDisk.Sha512, CommandLines.Sha512V1), (FixtureDisk.Sha256, CommandLines.Sha256V2)]
        select (Case: Case(way, "right", image.Item1, image.Item2), image.Item1.Directory + ":" + image.Item2)).ToDictionary(row => row.Case.Name);

    private static readonly Dictionary<string, (BootCase Case, string Digest, string Other)> _wrong = (
        from way in _ways
        from image in ((FixtureDisk, string, string)[])
            [(FixtureDisk.Sha512, CommandLines.Sha512V2, CommandLines.Sha512V1), (FixtureDisk.Sha256, CommandLines.Sha256V1, CommandLines.Sha256V2)]
        select (Case: Case(way, "wrong", image.Item1, image.Item2), image.Item2, image.Item3)).ToDictionary(row => row.Case.Name);

    private static readonly BootCase _unverified = new("named: a file without verity", FixtureDisk.Sha256, "composefs=" + CommandLines.Sha256V1)
    {
        Change = $"cd composefs/images; rm {CommandLines.Sha256V1}; cp ../objects/{ObjectName(CommandLines.Sha256V1)} {CommandLines.Sha256V1}",
    };

    // An absolute link would resolve differently from the root of the initramfs than from the root
    // of the disk.
    private static readonly BootCase _absolute = new("named: an absolute link", FixtureDisk.Sha256, "composefs=" + CommandLines.Sha256V2)
    {
        Change = $"ln -sf /composefs/objects/{ObjectName(CommandLines.Sha256V2)} composefs/images/{CommandLines.Sha256V2}",
    };

    internal static IEnumerable<BootCase> Cases => [.. _right.Values.Select(row => row.Case), .. Refused];

    internal static IEnumerable<BootCase> Refused => [.. _wrong.Values.Select(row => row.Case), _unverified, _absolute];

    public static TheoryData<string, string> RightOnEachKernel => AllCases.OnEachKernel(_right.Values.Select(row => row.Case));

    public static TheoryData<string, string> WrongOnEachKernel => AllCases.OnEachKernel(_wrong.Values.Select(row => row.Case));

    [RequiresTheory(Needs.Machine)]
    [MemberData(nameof(RightOnEachKernel))]
    public void Image_with_the_digest_boots(string suite, string name)
    {
        var facts = CaseMachine.Facts(suite, name);

        Assert.Equal("", facts.Error);
        Assert.EndsWith($" (composefs {_right[name].Digest}, verified against the kernel command line)\n", facts.Output, StringComparison.Ordinal);
        Assert.Contains("verity=require", MountTable.SysrootMounts(facts.MountsAfter)[^1], StringComparison.Ordinal);
    }

    [RequiresTheory(Needs.Machine)]
    [MemberData(nameof(WrongOnEachKernel))]
    public void Image_with_another_digest_is_refused(string suite, string name)
    {
        var (boot, digest, other) = _wrong[name];
        var hash = boot.Disk.Directory;

        Refusal.Check(
            CaseMachine.Facts(suite, name),
            "image-digest-differs",
            $"/sysroot/composefs/images/{digest}: the kernel command line requires {hash}:{digest}, but the file has {hash}:{other}");
    }

    [RequiresTheory(Needs.Machine)]
    [MemberData(nameof(AllCases.Suites), MemberType = typeof(AllCases))]
    public void Image_without_verity_is_refused(string suite) => Refusal.Check(
        CaseMachine.Facts(suite, _unverified.Name),
        "image-without-verity",
        $"/sysroot/composefs/images/{CommandLines.Sha256V1}: the kernel command line requires sha256:{CommandLines.Sha256V1}, but fs-verity is not enabled on it");

    [RequiresTheory(Needs.Machine)]
    [MemberData(nameof(AllCases.Suites), MemberType = typeof(AllCases))]
    public void Absolute_link_at_the_image_is_refused(string suite) => Refusal.Check(
        CaseMachine.Facts(suite, _absolute.Name), "path-refused", $"/sysroot/composefs/images/{CommandLines.Sha256V2} has a link that leaves /sysroot");

    // All cases of one way share a disk. On it, the first image of one repository and the second of
    // the other are the correct ones.
    private static BootCase Case((string Name, string Script) way, string which, FixtureDisk disk, string hex) =>
        new($"named: {way.Name}, {disk.Directory}, {which}", disk, "composefs=" + hex)
        {
            Change = $$"""
                way() {
                    NAME=$3
                    [ ! -e ../objects/$1 ] || { {{way.Script}}; }
                }
                cd composefs/images
                way {{ObjectName(CommandLines.Sha512V1)}} sha512 {{CommandLines.Sha512V1}}
                way {{ObjectName(CommandLines.Sha512V1)}} sha512 {{CommandLines.Sha512V2}}
                way {{ObjectName(CommandLines.Sha256V2)}} sha256 {{CommandLines.Sha256V1}}
                way {{ObjectName(CommandLines.Sha256V2)}} sha256 {{CommandLines.Sha256V2}}
                """,
            ChangeMayBeRepeated = true,
        };

    private static string ObjectName(string hex) => hex[..2] + "/" + hex[2..];
}
