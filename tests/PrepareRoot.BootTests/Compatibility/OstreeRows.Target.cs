using System.Collections.Generic;
using PrepareRoot.Support;

namespace PrepareRoot.BootTests.Compatibility;

internal static partial class OstreeRows
{
    private const string Ostree = "`ostree=`";
    private const string Android = "`androidboot.slot_suffix=`";
    private const string LinkOfA = "ostree/boot.1/testos/" + CommandLines.BootChecksum + "/1";
    private const string LinkMalformed = "deployment-link-malformed";
    private const string DeploymentMissing = "deployment-missing";
    private const string MakeSlots = "ln -s deploy/testos/deploy/ee9601bc96c9373845550d5b811d0289880263aeb23308f43f9220cd17f5b7db.0 ostree/root.a; "
        + "ln -s deploy/testos/deploy/32cb0f1b5d0fe456f373bd6528dc7c7b4f56f3a897bb7ed41cfa6e8f8d9f2a17.0 ostree/root.b";

    private static IEnumerable<CompatibilityRow> Target =>
    [
        To("an absolute path", "ostree=/" + LinkOfA),
        To("a relative path", "ostree=" + LinkOfA),
        To("several leading slashes", "ostree=//" + LinkOfA),
        To("a trailing slash", $"ostree=/{LinkOfA}/") with { Refused = LinkMalformed },
        To("another deployment", CommandLines.OstreeB),
        To("twice: the first one applies", $"{CommandLines.OstreeA} ostree=/{CommandLines.LinksA}/0"),
        To("missing", "root=/dev/vda rw quiet") with { Refused = "no-root-requested" },
        To("as the end of another argument's name", $"myostree=/{LinkOfA}") with { Refused = "no-root-requested" },
        To("without a value", "rw ostree quiet") with { Refused = "no-root-requested" },
        To("empty", "ostree= quiet") with { Refused = ArgumentMalformed },
        To("value in quotes", $"ostree=\"/{LinkOfA}\"") with
        {
            OthersStatus = 1,
            Mounts = _unverifiedRoot,
            Agreement = Agreement.Better("prepare-root removes quotes as the kernel does; libostree looks for a name with quotes"),
        },
        To("whole argument in quotes", $"\"ostree=/{LinkOfA}\"") with
        {
            OthersStatus = 1,
            Mounts = _unverifiedRoot,
            Agreement = Agreement.Better("prepare-root removes quotes as the kernel does; libostree does not find the argument"),
        },
        To("after a tab", $"rw\tostree=/{LinkOfA}") with
        {
            OthersStatus = 1,
            Mounts = _unverifiedRoot,
            Agreement = Agreement.Better("prepare-root splits the command line at any white space as the kernel does; libostree splits it at spaces only"),
        },
        To("inside another argument's quotes", $"note=\"to ostree=/nowhere or not\" ostree=/{LinkOfA}") with
        {
            OthersStatus = 1,
            Mounts = _unverifiedRoot,
            Agreement = Agreement.Better("prepare-root reads quotes as the kernel does; libostree takes the word inside them for the argument"),
        },
        To("a name that does not exist", "ostree=/ostree/boot.1/nobody") with { Refused = DeploymentMissing },
        To("a directory", "ostree=/" + CommandLines.DeploymentA) with { Refused = LinkMalformed },
        To("a file", "ostree=/ostree/repo/config") with { Refused = LinkMalformed },
        To("a dangling symbolic link", "ostree=/nowhere") with
        {
            Change = "ln -s ostree/deploy/testos/deploy/0000000000000000000000000000000000000000000000000000000000000000.0 nowhere",
            Refused = DeploymentMissing,
        },
        To("a symbolic link that leads outside the disk", "ostree=/outside") with { Change = "ln -s ../../etc outside", Refused = LinkMalformed },
        To("an absolute symbolic link", "ostree=/absolute") with { Change = $"ln -s /{CommandLines.DeploymentA} absolute", Refused = LinkMalformed },
        To("a symbolic link to a directory that is not a deployment", "ostree=/stateroot") with { Change = "ln -s ostree/deploy/testos stateroot", Refused = LinkMalformed },

        Slot("`_a`", "androidboot.slot_suffix=_a"),
        Slot("`_b`", "androidboot.slot_suffix=_b"),
        Slot("another value", "androidboot.slot_suffix=_c") with { Refused = ArgumentMalformed },
        Slot("empty", "androidboot.slot_suffix=") with { Refused = ArgumentMalformed },
        Slot("`_b`, with `ostree=`", $"{CommandLines.OstreeA} androidboot.slot_suffix=_b"),
        Slot("`_a`, without that link", "androidboot.slot_suffix=_a") with { Change = null, Refused = DeploymentMissing },
        Slot("`_b`, after another `androidboot.*` argument", "androidboot.mode=normal androidboot.slot_suffix=_b"),
        new("another `androidboot.*` argument", "alone: it selects slot a") { Configuration = Enabled("yes"), CommandLine = "androidboot.mode=normal", Change = MakeSlots },
        new("another `androidboot.*` argument", "with `ostree=`: it selects slot a")
        {
            Configuration = Enabled("yes"),
            CommandLine = CommandLines.OstreeB + " androidboot.mode=normal",
            Change = MakeSlots,
        },
    ];

    private static CompatibilityRow To(string @case, string commandLine) =>
        new(Ostree, @case) { Configuration = Enabled("yes"), CommandLine = commandLine };

    private static CompatibilityRow Slot(string @case, string commandLine) =>
        new(Android, @case) { Configuration = Enabled("yes"), CommandLine = commandLine, Change = MakeSlots };
}
