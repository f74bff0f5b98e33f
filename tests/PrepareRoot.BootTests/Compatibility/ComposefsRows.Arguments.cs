using System.Collections.Generic;
using PrepareRoot.Support;

namespace PrepareRoot.BootTests.Compatibility;

internal static partial class ComposefsRows
{
    private const string Argument = "`composefs=`";
    private const string DigestArgument = "`composefs.digest=`";
    private const string Several = "several of them";
    private const string ArgumentMalformed = "kernel-argument-malformed";
    private const string Format = "composefs.digest=v1-sha256-12:";

    // The file is a new one, which has no fs-verity.
    private const string LoseVerity = $"file=$(readlink -f {Image}); cp -p $file copy; mv copy $file";

    private static IEnumerable<CompatibilityRow> Arguments =>
    [
        Boots(Row(Argument, "64 hexadecimal digits"), Secure, CommandLines.Sha256V1) with { OtherDoes = "composefs-rs prepares; bootc refuses: SHA-512 only", Agreement = _both },
        Boots(Row(Argument, "128 hexadecimal digits"), "composefs=" + CommandLines.Sha512V1, CommandLines.Sha512V1, "sha512"),
        Boots(Row(Argument, "upper-case digits"), "composefs=" + CommandLines.Sha512V1.ToUpperInvariant(), CommandLines.Sha512V1, "sha512") with
        {
            OtherDoes = "not said",
            Agreement = Agreement.Better("it is accepted as what it means"),
        },
        Boots(Row(Argument, "`?` and the digits, image with fs-verity"), "composefs=?" + CommandLines.Sha512V1, CommandLines.Sha512V1, "sha512") with { Does = "prepares, verified" },
        Row(Argument, "`?` and the digits, image without fs-verity") with
        {
            CommandLine = Optional,
            Change = LoseVerity,
            Mounts = [EtcOverlay, TheDisk, VarBind, Unverified],
            Does = "prepares, not verified",
        },
        Refuse(Row(Argument, "the digits, image without fs-verity"), "image-without-verity") with { Change = LoseVerity },
        Refuse(Row(Argument, "no image of that name"), "image-missing") with { CommandLine = "composefs=" + CommandLines.Nobodys },
        Refuse(Row(Argument, "another image of that name"), "image-digest-differs") with { Change = $"rm {Image}; cp -P composefs/images/{CommandLines.Sha256V2} {Image}" },
        Malformed(Argument, "63 digits", Secure[..^1]),
        Malformed(Argument, "a digit that is none", Secure[..^1] + "x"),
        Malformed(Argument, "empty", "composefs="),
        Malformed(Argument, "`?` alone", "composefs=?"),

        Boots(Row(DigestArgument, "`v1-sha256-12:` and the digits"), Format + CommandLines.Sha256V1, CommandLines.Sha256V1) with
        {
            OtherDoes = "composefs-rs prepares; bootc refuses: SHA-512 only",
            Agreement = _both,
        },
        Boots(Row(DigestArgument, "`v2-sha256-12:` and the digits"), "composefs.digest=v2-sha256-12:" + CommandLines.Sha256V2, CommandLines.Sha256V2) with
        {
            OtherDoes = "composefs-rs prepares; bootc refuses: SHA-512 only",
            Agreement = _both,
        },
        Boots(Row(DigestArgument, "`v1-sha512-12:` and the digits"), "composefs.digest=v1-sha512-12:" + CommandLines.Sha512V1, CommandLines.Sha512V1, "sha512"),
        Boots(Row(DigestArgument, "`v2-sha512-12:` and the digits"), "composefs.digest=v2-sha512-12:" + CommandLines.Sha512V2, CommandLines.Sha512V2, "sha512"),
        Boots(Row(DigestArgument, "`?v2-sha512-12:` and the digits, image with fs-verity"), "composefs.digest=?v2-sha512-12:" + CommandLines.Sha512V2, CommandLines.Sha512V2, "sha512") with
        {
            Does = "prepares, verified",
        },
        Boots(Row(DigestArgument, "`v1` for an image of the other layout"), "composefs.digest=v1-sha512-12:" + CommandLines.Sha512V2, CommandLines.Sha512V2, "sha512") with
        {
            Does = "prepares: the digest is compared, the version is not",
        },
        Malformed(DigestArgument, "`v3-sha256-12:`", "composefs.digest=v3-sha256-12:" + CommandLines.Sha256V1),
        Malformed(DigestArgument, "`v1-sha1-12:`", "composefs.digest=v1-sha1-12:" + CommandLines.Sha256V1),
        Malformed(DigestArgument, "`v1-sha256-16:`", "composefs.digest=v1-sha256-16:" + CommandLines.Sha256V1),
        Malformed(DigestArgument, "the digits of the other algorithm", "composefs.digest=v1-sha512-12:" + CommandLines.Sha256V1),
        Malformed(DigestArgument, "no format", "composefs.digest=" + CommandLines.Sha256V1),
        Malformed(DigestArgument, "empty", "composefs.digest="),
    ];

    private static IEnumerable<CompatibilityRow> Candidates =>
    [
        Boots(Row(Several, "the first is there"), $"{Secure} composefs={CommandLines.Sha256V2}", CommandLines.Sha256V1) with { Does = "prepares the first" },
        Boots(Row(Several, "the first is missing"), $"composefs={CommandLines.Nobodys} composefs={CommandLines.Sha256V2}", CommandLines.Sha256V2) with
        {
            Does = "prepares the second",
            OtherDoes = "composefs-rs prepares the second; bootc takes one",
            Agreement = _both,
        },
        Boots(Row(Several, "the first is of an algorithm that the repository does not hold"), $"composefs={CommandLines.Sha512V1} {Secure}", CommandLines.Sha256V1) with
        {
            Does = "prepares the second",
            OtherDoes = "not said",
            Agreement = Agreement.Better("one command line does for repositories of both algorithms"),
        },
        Boots(Row(Several, "`composefs=` before `composefs.digest=`"), $"{Secure} composefs.digest=v2-sha256-12:{CommandLines.Sha256V2}", CommandLines.Sha256V2) with
        {
            Does = "prepares that of `composefs.digest=`",
            OtherDoes = "composefs-rs prepares the first; bootc takes one",
            Agreement = Agreement.Different("the one that says more comes first, wherever it stands"),
        },
        Refuse(Row(Several, "the first is missing, the second has a `?`"), "image-missing") with
        {
            CommandLine = $"composefs={CommandLines.Nobodys} {Optional}",
            OthersStatus = 0,
            Agreement = Agreement.Different("a file that is missing on the disk must not lower what is asked for"),
        },
        Boots(Row(Several, "the first is missing and has a `?`, the second has none"), $"composefs=?{CommandLines.Nobodys} {Secure}", CommandLines.Sha256V1) with { Does = "prepares the second" },
        Refuse(Row(Several, "the second is malformed"), ArgumentMalformed) with { CommandLine = Secure + " composefs=none" },
        Boots(Row("quotes", "around the argument"), $"\"{Secure}\"", CommandLines.Sha256V1) with { OtherDoes = "leave them in", Agreement = _quotes },
        Boots(Row("quotes", "around the value"), $"composefs=\"{CommandLines.Sha256V1}\"", CommandLines.Sha256V1) with { OtherDoes = "leave them in", Agreement = _quotes },
        Refuse(Row("no argument", "`quiet`"), "no-root-requested") with { CommandLine = "quiet" },
    ];

    private static Agreement _both => Agreement.Better("one program for both");

    private static Agreement _quotes => Agreement.Better("they are taken off as the kernel does it");

    private static CompatibilityRow Malformed(string subject, string @case, string commandLine) =>
        Refuse(Row(subject, @case), ArgumentMalformed) with { CommandLine = commandLine };
}
