using System.Collections.Generic;
using PrepareRoot.Support;

namespace PrepareRoot.BootTests.Compatibility;

internal static partial class ComposefsRows
{
    private const string Enabled = "`prepare-root.conf`: `[composefs] enabled`";
    private const string DontRead = "neither reads the file";
    private const string Repository = "the repository";
    private const string DeploymentState = "the deployment's state";

    private static IEnumerable<CompatibilityRow> KeyFileRows =>
    [
        Row(Enabled, "`no`, `composefs=` without `?`") with { Configuration = CommandLines.Enabled("no"), Does = Verifies, OtherDoes = DontRead, Agreement = _raised },
        Row(Enabled, "`maybe`, `composefs=` without `?`") with { Configuration = CommandLines.Enabled("maybe"), Does = Verifies, OtherDoes = DontRead, Agreement = _raised },
        Row(Enabled, "`verity`, `composefs=` without `?`") with { Configuration = CommandLines.Enabled("verity"), Does = Verifies, OtherDoes = DontRead, Agreement = _raised },
        Refuse(Row(Enabled, "`verity`, `composefs=?`"), "floor-lowered") with { Configuration = CommandLines.Enabled("verity"), CommandLine = Optional, OtherDoes = DontRead, Agreement = _floor },
        Refuse(Row(Enabled, "`signed`, no `composefs.signature=`"), "signature-invalid") with
        {
            Configuration = CommandLines.Enabled("signed"),
            Files = OstreeRows.Keys("good"),
            OtherDoes = DontRead,
            Agreement = Agreement.Better("a signature by a key in the initramfs authenticates the digest where the command line is not sealed"),
        },
        Row("`prepare-root.conf`: `[root] transient-ro`", "`true`") with
        {
            Configuration = "[root]\ntransient-ro = true\n",
            Mounts = [EtcOverlay, TheDisk, VarBind, Transient.Replace("/ rw,relatime", "/ ro,relatime", System.StringComparison.Ordinal)],
            Does = "`/` is read-only until it is remounted; then writes go to memory",
            OtherDoes = DontRead,
            Agreement = _alike,
        },
        Row("`prepare-root.conf`: `[root] transient`", "`true`, with `root.transient = false` in `setup-root-conf.toml`", "root.transient = false\n") with
        {
            Configuration = "[root]\ntransient = true\n",
            Does = "`/` is read-only: the stricter file applies",
            OtherDoes = DontRead,
            Agreement = _alike,
        },
        Row("`prepare-root.conf`: `[root] mount-points`", "`/nix`") with
        {
            Configuration = "[root]\nmount-points = /nix\n",
            Does = "`/` has an empty directory `/nix`",
            OtherDoes = DontRead,
            Agreement = _alike,
        },
        Row("`prepare-root.conf`: `[sysroot] readonly`", "`false`") with
        {
            Configuration = "[sysroot]\nreadonly = false\n",
            Mounts = [EtcOverlay, "/sysroot/sysroot: /sha256 rw,nosuid,nodev,relatime - ext4 DISK rw", VarBind, Verified],
            Does = "the disk at `/sysroot` is writable",
            OtherDoes = DontRead,
            Agreement = _alike,
        },
    ];

    private static IEnumerable<CompatibilityRow> Disk =>
    [
        Row(Repository, "`images/HEX` is a symbolic link to `../objects/XX/REST`"),
        Refuse(Row(Repository, "no `objects`"), "image-missing") with { Change = "mv composefs/objects composefs/things" },
        Refuse(Row(Repository, "no `images`"), "image-missing") with { Change = "rm -r composefs/images" },
        Row(Repository, "no `meta.json`, `composefs=`") with { Change = "rm -f composefs/meta.json", Does = "prepares: the number of digits determines the algorithm", OtherDoes = "composefs-rs (run) refuses; bootc writes one", Agreement = Agreement.Better("prepare-root requires nothing on the disk that it does not need") },
        Link("`composefs` is a symbolic link", "mv composefs elsewhere; ln -s elsewhere composefs"),
        Link("`objects` is a symbolic link", "mv composefs/objects elsewhere; ln -s ../elsewhere composefs/objects"),
        Row("`/sysroot` in the image", "missing") with
        {
            // The other name has the same length and the same position among the sorted names.
            Change = $"perl -pi -e s/sysroot/sysroox/g $(readlink -f {Image})",
            CommandLine = Optional,
            Mounts = [EtcOverlay, VarBind, Unverified],
            Does = "prepares; the disk is not visible",
        },
        Refuse(Row(DeploymentState, "missing"), "state-missing") with { Change = $"rm -r {State}" },
        Refuse(Row(DeploymentState, "no `etc`"), "state-missing") with { Change = $"rm -r {State}/etc" },
        Row(DeploymentState, "an empty `etc`") with { Change = $"rm -r {State}/etc; mkdir {State}/etc", Does = "an overlay at `/etc`, with new `upper` and `work`" },
        Refuse(Row(DeploymentState, "`etc` has `upper`, `work` and another file"), "state-ambiguous") with
        {
            Change = $"touch {State}/etc/passwd",
            OtherDoes = "composefs-rs (run): an overlay at `/etc`; bootc is not known",
            Agreement = Agreement.Different("it may be a whole copy or an overlay's directory; `etc.mount` says which"),
        },
        Refuse(Row(DeploymentState, "`etc` is a symbolic link"), "path-refused") with
        {
            Change = $"mv {State}/etc elsewhere; ln -s ../../../elsewhere {State}/etc",
            OtherDoes = FollowsLink,
            Agreement = _links,
        },
        Refuse(Row(DeploymentState, "no `var`"), "state-missing") with { Change = $"rm -r {State}/var" },
        Refuse(Row("disk mounted read-only", "an overlay at `/etc`"), "state-read-only") with { ReadOnlyDisk = true },
        Row("`/dev/gpt-auto-root`", "present") with
        {
            Before = "ln -s vda /dev/gpt-auto-root",
            Run = [.. OurDifferences.Records, RunItself, "drwxr-xr-x root root ./systemd", "lrwxrwxrwx root root ./systemd/volatile-root -> DISK"],
            Does = "`/run/systemd/volatile-root` names the disk",
        },
    ];

    private const string FollowsLink = "composefs-rs (run) follows it; bootc is not known";

    private static Agreement _links => Agreement.Different("prepare-root follows links on the disk only where the format has them");

    private static CompatibilityRow Link(string @case, string change) =>
        Refuse(Row(Repository, @case), "path-refused") with { Change = change, OtherDoes = FollowsLink, Agreement = _links };

    private const string Verifies = "prepares, verified";

    private static Agreement _raised => Agreement.Different("the command line can require more than the initramfs");

    private static Agreement _floor => Agreement.Different("the command line can't require less than the initramfs");

    private static Agreement _alike => Agreement.Better("the key has the same meaning as with libostree");
}
