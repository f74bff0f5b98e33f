using System.Collections.Generic;
using PrepareRoot.Support;

namespace PrepareRoot.BootTests.Compatibility;

internal static partial class OstreeRows
{
    private const string Argument = "`ostree.prepare-root.composefs=`";
    private const string ArgumentMalformed = "kernel-argument-malformed";

    private static readonly Agreement _floor =
        Agreement.Different("the command line can't lower what the initramfs requires: anyone who can edit a boot entry can change the command line");

    private static readonly Agreement _signedArgument =
        Agreement.Better("libostree 2026.4 aborts; prepare-root loads the keys and applies the argument");

    private static IEnumerable<CompatibilityRow> CommandLine =>
    [
        Asked("no", null),
        Asked("maybe", null),
        Asked("yes", null),
        Asked("no", "no"),
        Asked("maybe", "no"),
        Asked("yes", "no"),
        Asked("true", "no"),
        Asked("1", "no"),
        Asked("no", "maybe"),
        Asked("maybe", "maybe"),
        Asked("yes", "maybe"),
        Asked("no", "yes"),
        Asked("false", "yes"),
        Asked("0", "yes"),
        Asked("maybe", "yes"),
        Asked("yes", "yes"),
        Asked("yes", "verity"),
        Asked("no", "verity") with { Refused = "floor-lowered", OthersStatus = 0, Agreement = _floor },
        Asked("maybe", "verity") with { Refused = "floor-lowered", OthersStatus = 0, Agreement = _floor },
        Asked("no", "signed") with { Files = Keys("good"), Refused = "floor-lowered", OthersStatus = 0, Agreement = _floor },
        Asked("maybe", "signed") with { Files = Keys("good"), Refused = "floor-lowered", OthersStatus = 0, Agreement = _floor },
        Asked("signed", "yes") with { Files = Keys("good"), OthersStatus = 134, Agreement = _signedArgument, Mounts = _verifiedRoot },
        Row(Argument, "`signed`, with `enabled = yes`, commit without a signature", Enabled("yes")) with
        {
            Files = Keys("good"),
            CommandLine = Link("unsignedos", 2) + " ostree.prepare-root.composefs=signed",
            Refused = "signature-invalid",
        },
        Asked("verity", "yes") with { Refused = ArgumentMalformed },
        Asked("sometimes", "yes") with { Refused = ArgumentMalformed },
        Asked("", "yes") with { Refused = ArgumentMalformed },
        Row(Argument, "`yes` and then `no`: the first one applies", Enabled("maybe")) with
        {
            CommandLine = CommandLines.OstreeA + " ostree.prepare-root.composefs=yes ostree.prepare-root.composefs=no",
        },
        Row("`composefs=`", "the digest of the deployment's image, with `ostree=`", Enabled("yes")) with
        {
            CommandLine = $"{CommandLines.OstreeA} composefs={CommandLines.DigestA}",
            Agreement = Agreement.Better("libostree does not have the argument; prepare-root requires that image and verifies its files"),
            Differences =
            [
                "mounts - " + Unverified,
                "mounts + " + Verified,
                @"booted - composefs.verity\00\00\00\00\00\00\00\00\00\00b\11\00\00\00\00",
                @"booted + composefs.verity\00\00\00\00\00\00\00\00\01\00b\11\00\00\00\00",
            ],
        },
        Row("`composefs=`", "another digest, with `ostree=`", Enabled("yes")) with
        {
            CommandLine = $"{CommandLines.OstreeA} composefs={CommandLines.DigestB}",
            Refused = "image-digest-differs",
            OthersStatus = 0,
            Agreement = Agreement.Better("libostree does not have the argument"),
        },
    ];

    private static CompatibilityRow Asked(string argument, string? enabled) => new(
        Argument,
        (argument.Length == 0 ? "empty" : $"`{argument}`") + (enabled is null ? ", no `prepare-root.conf`" : $", with `enabled = {enabled}`"))
    {
        Configuration = enabled is null ? null : Enabled(enabled),
        CommandLine = CommandLines.OstreeA + " ostree.prepare-root.composefs=" + argument,
    };
}
