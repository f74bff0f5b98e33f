using System.Collections.Generic;
using System.Linq;
using PrepareRoot.Support;

namespace PrepareRoot.BootTests.Compatibility;

internal static partial class OstreeRows
{
    private const string Hotfix = "`.usr-ovl-work` in the deployment";
    private const string MakeWork = $"mkdir {CommandLines.DeploymentA}/.usr-ovl-work";
    private const string MakeHotfix = $"{MakeWork}; mkdir -p {CommandLines.DeploymentA}/.usr-ovl-upper/bin; echo fixed > {CommandLines.DeploymentA}/.usr-ovl-upper/bin/fix";
    private const string Disk = "disk mounted read-only";
    private const string Run = "`/run/ostree`";
    private const string State = "files of the deployment";
    private const string Generator = "`ostree-system-generator` in the new root";
    private const string RunExists = "libostree fails if the directory exists";

    private static IEnumerable<CompatibilityRow> Surroundings =>
    [
        Row(Hotfix, "with `.usr-ovl-upper`", Enabled("yes")) with { Change = MakeHotfix },
        Row(Hotfix, "with `.usr-ovl-upper`, with `verity`", Enabled("verity")) with { Change = MakeHotfix },
        Row(Hotfix, "with `.usr-ovl-upper`, without composefs", Enabled("no")) with { Change = MakeHotfix },
        Row(Hotfix, "with `.usr-ovl-upper`, with a transient root", Enabled("yes", TransientRoot)) with { Change = MakeHotfix },
        Row(Hotfix, "without `.usr-ovl-upper`", Enabled("yes")) with { Change = MakeWork, Refused = "hotfix-incomplete" },
        Row(Hotfix, "`.usr-ovl-upper` alone", Enabled("yes")) with { Change = $"mkdir {CommandLines.DeploymentA}/.usr-ovl-upper" },
        Row(Hotfix, "with `.usr-ovl-upper`, disk mounted read-only", Enabled("yes")) with
        {
            Change = MakeHotfix,
            ReadOnlyDisk = true,
            OthersStatus = 1,
            Agreement = Agreement.Better("libostree fails; prepare-root mounts the hotfix read-only"),
            Mounts =
            [
                .. _unverifiedRoot[..^2].Select(mount => mount.Replace("DISK rw", "DISK ro", System.StringComparison.Ordinal)),
                "/sysroot/usr: / ro,relatime - overlay overlay ro,lowerdir=…,redirect_dir=on",
                Var.Replace("DISK rw", "DISK ro", System.StringComparison.Ordinal),
                Unverified,
            ],
        },
        Row(Hotfix, "with `.usr-ovl-upper`, with `signed`", Enabled("signed")) with { Change = MakeHotfix, Files = Keys("good"), OtherNotRun = NoEd25519, Mounts = _verifiedRoot },

        Row(Disk, "with composefs", Enabled("yes")) with { ReadOnlyDisk = true },
        Row(Disk, "without composefs", Enabled("no")) with { ReadOnlyDisk = true },
        Row(Disk, "without composefs, `[sysroot] readonly = true`", Enabled("no", "[sysroot]\nreadonly = true\n")) with { ReadOnlyDisk = true },
        Row(Disk, "with composefs, `[sysroot] readonly = false`", Enabled("yes", Neither)) with { ReadOnlyDisk = true },

        Row(Generator, "present, without composefs", Enabled("no")) with { Change = MakeGenerator, HasGenerator = true },
        Row(Generator, "present, without composefs, `[sysroot] readonly = true`", Enabled("no", "[sysroot]\nreadonly = true\n")) with { Change = MakeGenerator, HasGenerator = true },

        Row(Run, "exists", Enabled("yes")) with { Before = "mkdir ostree", OthersStatus = 1, Mounts = _unverifiedRoot, Agreement = Agreement.Better(RunExists) },
        Row(Run, "has `initramfs-mount-var`", Enabled("yes")) with
        {
            Before = "mkdir ostree; > ostree/initramfs-mount-var",
            OthersStatus = 1,
            Mounts = _unverifiedRoot,
            Agreement = Agreement.Better(RunExists + ", so its own `initramfs-mount-var` has no effect; prepare-root reads it and mounts `/var`"),
        },
        Row(Run, "has `initramfs-mount-var`, `ostree-system-generator` in the new root", Enabled("no")) with
        {
            Change = MakeGenerator,
            Before = "mkdir ostree; > ostree/initramfs-mount-var",
            OthersStatus = 1,
            Mounts =
            [
                .. _unverifiedRoot[..^2],
                $"/sysroot/usr: /{CommandLines.DeploymentA}/usr ro,relatime - ext4 DISK rw",
                Var,
                $"/sysroot: /{CommandLines.DeploymentA} rw,relatime - ext4 DISK rw",
            ],
            Agreement = Agreement.Better(RunExists + ", so its own `initramfs-mount-var` has no effect; prepare-root reads it and mounts `/var`"),
        },
        Row(Run, "is a file", Enabled("yes")) with { Before = "> ostree", Refused = "record-unwritable" },
        Row("`/run/ostree-booted`", "exists", Enabled("yes")) with { Before = "echo old > ostree-booted" },
        Row("`/run/systemd/volatile-root`", "exists", Enabled("yes")) with { Before = "mkdir systemd; ln -s /dev/block/1:1 systemd/volatile-root" },
        Row("`/dev/gpt-auto-root`", "exists", Enabled("yes")) with { Before = "ln -s vda /dev/gpt-auto-root" },
        Row("`/dev/gpt-auto-root`", "is a dangling symbolic link", Enabled("yes")) with { Before = "ln -s nowhere /dev/gpt-auto-root" },

        Row(State, "no `etc`", Enabled("yes")) with { Change = $"rm -r {CommandLines.DeploymentA}/etc", Refused = "state-missing" },
        Row(State, "no `etc`, `[etc] transient = true`", Enabled("yes", TransientEtc)) with { Change = $"rm -r {CommandLines.DeploymentA}/etc" },
        Row(State, "no `etc`, without composefs", Enabled("no")) with { Change = $"rm -r {CommandLines.DeploymentA}/etc", Refused = "state-missing" },
        Row(State, "no `var`", Enabled("yes")) with { Change = "rm -r ostree/deploy/testos/var", Refused = "state-missing" },
        Row(State, "no `objects`", Enabled("yes")) with { Change = "mv ostree/repo/objects ostree/repo/things", Refused = "objects-missing" },
        Row(State, "the image is not EROFS", Enabled("yes")) with { Change = $"echo nonsense > other; mv other {Image}", Refused = "image-malformed" },
        Row(State, "the image is empty", Enabled("yes")) with { Change = $"rm {Image}; > {Image}", Refused = "image-malformed" },
    ];

    private const string MakeGenerator =
        $"mkdir -p {CommandLines.DeploymentA}/usr/lib/systemd/system-generators; > {CommandLines.DeploymentA}/usr/lib/systemd/system-generators/ostree-system-generator";
}
