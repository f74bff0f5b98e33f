using System.Collections.Generic;
using PrepareRoot.Support;

namespace PrepareRoot.BootTests.Compatibility;

internal static partial class OstreeRows
{
    private const string BrokenDisk = "a broken disk";
    private const string MoveLinks = "mv ostree/boot.1 ostree/boot.0";
    private const string LinkMoved = "the link of `ostree=` moved from `boot.1` to `boot.0`";
    private const string OtherLink = "ostree/boot.0/testos/" + CommandLines.BootChecksum + "/1";
    private const string LinkHealed = $"/sysroot/{LinkOfA} is not there, and /sysroot/{OtherLink} is taken: "
        + "the boot entry is older than the last deployment (ostree admin status)";

    private static readonly Agreement _notStarted = Agreement.Better("libostree does not look at init, which then can't be started");

    /// <summary>
    /// The rows of docs/recovery.md, and that what heals is verified: with <c>verity</c>, if nothing
    /// else is said.
    /// </summary>
    private static IEnumerable<CompatibilityRow> Broken =>
    [
        OnBroken(LinkMoved) with
        {
            Change = MoveLinks,
            OthersStatus = 1,
            Mounts = _verifiedRoot,
            Does = "prepares, with a warning",
            Warning = LinkHealed,
            OtherDoes = "refuses",
            Agreement = Agreement.Better("the same link below the other directory is taken, and its deployment is verified as any other"),
        },
        OnBroken(LinkMoved + ", and the image is damaged") with { Change = MoveLinks, Damaged = Image, Refused = "image-damaged" },
        OnBroken(LinkMoved + ", and the object of init is gone") with { Change = $"{MoveLinks}; rm {RefusalTests.Init}", Refused = "init-unreadable" },
        Row(BrokenDisk, LinkMoved + ", with `signed`, valid signature", Enabled("signed", "\n[sysroot]\nreadonly = true\n")) with
        {
            Files = Keys("good"),
            Change = MoveLinks,
            OtherNotRun = NoEd25519,
            OthersStatus = 1,
            Mounts = _verifiedRoot,
            Does = "prepares, with a warning",
            Warning = LinkHealed,
            OtherDoes = "refuses",
            Agreement = Agreement.Better("as with `verity`"),
        },
        Row(BrokenDisk, LinkMoved + ", with `signed`, commit without a signature", Enabled("signed")) with
        {
            Files = Keys("good"),
            CommandLine = Link("unsignedos", 2),
            Change = MoveLinks,
            Refused = "signature-invalid",
            OtherNotRun = NoEd25519,
        },
        OnBroken("the deployment is gone") with { Change = $"rm -r {CommandLines.DeploymentA}", Refused = DeploymentMissing },
        OnBroken("the object of init is gone") with
        {
            Change = "rm " + RefusalTests.Init,
            Refused = "init-unreadable",
            OthersStatus = 0,
            Agreement = _notStarted,
        },
        OnBroken("the object of init is damaged") with
        {
            Damaged = RefusalTests.Init,
            Refused = "init-unreadable",
            OthersStatus = 0,
            Agreement = _notStarted,
        },
        OnBroken("the image is damaged") with { Damaged = Image, Refused = "image-damaged" },
        OnBroken("another deployment's image in its place, and the digest as `composefs=`") with
        {
            CommandLine = $"{CommandLines.OstreeA} composefs={CommandLines.DigestA}",
            Change = $"ln -f {CommandLines.DeploymentB}/.ostree.cfs {Image}",
            Refused = "image-digest-differs",
            OthersStatus = 0,
            Agreement = Agreement.Better("libostree does not have the argument"),
        },
    ];

    private static CompatibilityRow OnBroken(string @case) => Row(BrokenDisk, @case, Enabled("verity"));
}
