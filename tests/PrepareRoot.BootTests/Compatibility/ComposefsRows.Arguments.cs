using System.Collections.Generic;
using PrepareRoot.Support;

namespace PrepareRoot.BootTests.Compatibility;

internal static partial class ComposefsRows
{
    private const string Argument = "`composefs=`";
    private const string DigestArgument = "`composefs.digest=`";
    private const string Several = "several digests";
    private const string ArgumentMalformed = "kernel-argument-malformed";
    private const string Format = "composefs.digest=v1-sha256-12:";

    // The copy is a new file and has no fs-verity.
    private const string LoseVerity = $"file=$(readlink -f {Image}); cp -p $file copy; mv copy $file";

    private static IEnumerable<CompatibilityRow> Arguments =>
    [
        Boots(Row(Argument, "64 hexadecimal digits"), Secure, CommandLines.Sha256V1) with { OtherDoes = "composefs-rs prepares; bootc refuses: SHA-512 only", Agreement = _both },
        Boots(Row(Argument, "128 hexadecimal digits"), "composefs=" + CommandLines.Sha512V1, CommandLines.Sha512V1, "sha512"),
        Boots(Row(Argument, "upper-case digits"), "composefs=" + CommandLines.Sha512V1.ToUpperInvariant(), CommandLines.Sha512V1, "sha512") with
        {
            OtherDoes = "composefs-rs (run) refuses: no image has that name; bootc prepares",
            Agreement = Agreement.Better("an upper-case digit has the same value as a lower-case one"),
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
        Refuse(Row(Argument, "no image with that name"), "image-missing") with { CommandLine = "composefs=" + CommandLines.MissingSha256 },
        Refuse(Row(Argument, "a different image under that name"), "image-digest-differs") with { Change = $"rm {Image}; cp -P composefs/images/{CommandLines.Sha256V2} {Image}" },
        Malformed(Argument, "63 digits", Secure[..^1]),
        Malformed(Argument, "a character that is not a hexadecimal digit", Secure[..^1] + "x"),
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
        Boots(Row(DigestArgument, "`v1` for an image of layout v2"), "composefs.digest=v1-sha512-12:" + CommandLines.Sha512V2, CommandLines.Sha512V2, "sha512") with
        {
            Does = "prepares: the digest is compared, the version is not",
        },
        Malformed(DigestArgument, "`v3-sha256-12:`", "composefs.digest=v3-sha256-12:" + CommandLines.Sha256V1),
        Malformed(DigestArgument, "`v1-sha1-12:`", "composefs.digest=v1-sha1-12:" + CommandLines.Sha256V1),
        Malformed(DigestArgument, "`v1-sha256-16:`", "composefs.digest=v1-sha256-16:" + CommandLines.Sha256V1),
        Malformed(DigestArgument, "the digits of the other algorithm's digest", "composefs.digest=v1-sha512-12:" + CommandLines.Sha256V1),
        Malformed(DigestArgument, "the digits without a format", "composefs.digest=" + CommandLines.Sha256V1),
        Malformed(DigestArgument, "empty", "composefs.digest="),
    ];

    private static IEnumerable<CompatibilityRow> Candidates =>
    [
        Boots(Row(Several, "the first image exists"), $"{Secure} composefs={CommandLines.Sha256V2}", CommandLines.Sha256V1) with { Does = "prepares the first" },
        Boots(Row(Several, "the first image is missing"), $"composefs={CommandLines.MissingSha256} composefs={CommandLines.Sha256V2}", CommandLines.Sha256V2) with
        {
            Does = "prepares the second",
            OtherDoes = "composefs-rs prepares the second; bootc reads one only",
            Agreement = _both,
        },
        Boots(Row(Several, "the first has an algorithm that the repository does not use"), $"composefs={CommandLines.Sha512V1} {Secure}", CommandLines.Sha256V1) with
        {
            Does = "prepares the second",
            OtherDoes = "composefs-rs (run) refuses; bootc ignores SHA-256",
            Agreement = Agreement.Better("one command line works with repositories of either algorithm"),
        },
        Boots(Row(Several, "`composefs=` before `composefs.digest=`"), $"{Secure} composefs.digest=v2-sha256-12:{CommandLines.Sha256V2}", CommandLines.Sha256V2) with
        {
            Does = "prepares the image of `composefs.digest=`",
            OtherDoes = "composefs-rs (run) prepares the first; bootc does the same as prepare-root",
            Agreement = Agreement.Different("the more specific argument takes precedence, in either order"),
        },
        Refuse(Row(Several, "the first image is missing, the second digest has `?`"), "image-missing") with
        {
            CommandLine = $"composefs={CommandLines.MissingSha256} {Optional}",
            OtherDoes = "composefs-rs (run) prepares the second; bootc refuses",
            Agreement = Agreement.Different("a file missing from the disk must not lower what is required"),
        },
        Boots(Row(Several, "the first image is missing and its digest has `?`, the second has none"), $"composefs=?{CommandLines.MissingSha256} {Secure}", CommandLines.Sha256V1) with
        {
            Does = "prepares the second",
            OtherDoes = "composefs-rs (run) does the same; bootc refuses",
            Agreement = _both,
        },
        Refuse(Row(Several, "the second is malformed"), ArgumentMalformed) with
        {
            CommandLine = Secure + " composefs=none",
            OtherDoes = "composefs-rs (run) refuses; bootc does not look at it",
            Agreement = Agreement.Different("a malformed argument is a mistake that should be seen"),
        },
        Row(Several, "the word `composefs` beside a digest") with { CommandLine = "composefs " + Secure, OtherDoes = "composefs-rs (run) prepares; bootc is not known", Agreement = _both },
        Row("white space", "a vertical tab before the argument") with
        {
            CommandLine = "quiet\v" + Secure,
            OtherDoes = "composefs-rs (run) does not find the argument; bootc is not known",
            Agreement = Agreement.Better("prepare-root splits the command line at any white space as the kernel does"),
        },
        Boots(Row("quotes", "around the argument"), $"\"{Secure}\"", CommandLines.Sha256V1) with { OtherDoes = "keep the quotes", Agreement = _quotes },
        Boots(Row("quotes", "around the value"), $"composefs=\"{CommandLines.Sha256V1}\"", CommandLines.Sha256V1) with { OtherDoes = "keep the quotes", Agreement = _quotes },
        Refuse(Row("no argument", "`quiet`"), "no-root-requested") with { CommandLine = "quiet" },
    ];

    private static Agreement _both => Agreement.Better("one program replaces both");

    private static Agreement _quotes => Agreement.Better("prepare-root removes quotes as the kernel does");

    private static CompatibilityRow Malformed(string subject, string @case, string commandLine) =>
        Refuse(Row(subject, @case), ArgumentMalformed) with { CommandLine = commandLine };
}
