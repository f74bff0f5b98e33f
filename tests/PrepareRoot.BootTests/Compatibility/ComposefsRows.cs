using System;
using System.Collections.Generic;
using System.Linq;
using PrepareRoot.BootTests.Fixtures;
using PrepareRoot.Support;

namespace PrepareRoot.BootTests.Compatibility;

/// <summary>
/// What <c>composefs-setup-root</c> and <c>bootc</c> read: the kernel command line, the
/// configuration and the repository.
/// </summary>
internal static partial class ComposefsRows
{
    private const string SetupConfiguration = "usr/lib/composefs/setup-root-conf.toml";
    private const string State = "state/deploy/" + CommandLines.Sha256V1;
    private const string Image = "composefs/images/" + CommandLines.Sha256V1;
    private const string Secure = "composefs=" + CommandLines.Sha256V1;
    private const string Optional = "composefs=?" + CommandLines.Sha256V1;

    // The expected mounts.
    private const string Overlay = ": / rw,relatime - overlay overlay rw,lowerdir=…,upperdir=…,workdir=…";
    private const string EtcOverlay = "/sysroot/etc" + Overlay;
    private const string EtcBind = $"/sysroot/etc: /sha256/{State}/etc rw,relatime - ext4 DISK rw";
    private const string VarOverlay = "/sysroot/var" + Overlay;
    private const string VarBind = $"/sysroot/var: /sha256/{State}/var rw,relatime - ext4 DISK rw";
    private const string TheDisk = "/sysroot/sysroot: /sha256 ro,nosuid,nodev,relatime - ext4 DISK rw";
    private const string Unverified = $"/sysroot: / ro,relatime - overlay composefs:{CommandLines.Sha256V1} ro,lowerdir=…,redirect_dir=on,metacopy=on";
    private const string Verified = Unverified + ",verity=require";
    private const string Transient =
        $"/sysroot: / rw,relatime - overlay transient:composefs={CommandLines.Sha256V1} rw,lowerdir=…,upperdir=…,workdir=…,redirect_dir=on,uuid=on,metacopy=on,verity=require";

    private const string RunItself = "drwxr-xr-x root root .";

    public static CompatibilitySection Section => new(
        "composefs-rs 0.9.0, `composefs-setup-root`, and bootc's `initramfs-setup` (August 2026)",
        """
        No Debian package contains them, so this test does not run them. Where a cell says *run*,
        composefs-rs's program was run outside this test, beside prepare-root, in a review. All else
        about the two programs comes from reading their source. The test runs prepare-root in every row, on
        a repository with fs-verity that composefs-rs created, and compares its exit status, mounts, `/run`
        and messages with the table. Where the two programs differ, the row names both.
        """,
        [
            """
            prepare-root writes a record of what it verified and mounted, `/run/prepare-root.json`, and keeps
              what it read in the initramfs in `/run/prepare-root`. None of the programs leaves anything
              else in `/run`, unless a row says so. prepare-root makes
              `/run/systemd` for `volatile-root`; composefs-rs (run) needs it to be there.
            """,
            """
            The disk at `/sysroot` is read-only with prepare-root and bootc, and writable with composefs-rs
              (run). With prepare-root it is `nosuid,nodev`, too.
            """,
            """
            If a step fails after the first mount, prepare-root leaves nothing. composefs-rs (run) leaves the
              new root at SYSROOT.
            """,
            """
            `--root-fs DIR`: prepare-root mounts it read-only, and refuses it together with a digest without
              `?` or with `root.transient`. composefs-rs (run) takes it, writable.
            """,
            "`--target DIR`: the new root is attached there. composefs-rs (run) ignores it.",
            "`--sysroot` may be a symbolic link. composefs-rs (run) refuses it.",
            """
            `ostree=` beside `composefs=?` requires that deployment. composefs-rs (run) ignores `ostree=`.
            """,
            """
            On a disk that is mounted read-only, `etc.mount = "bind"` gives a writable `/etc` if the file
              system can be written. With composefs-rs (run) it is read-only.
            """,
            "prepare-root does not need `/tmp`. composefs-rs (run) refuses if it is missing or read-only.",
        ],
        [.. Arguments, .. Candidates, .. Setup, .. Options, .. KeyFileRows, .. Disk]);

    private static readonly string[] _mounts = [EtcOverlay, TheDisk, VarBind, Verified];

    // A row with the root of an empty configuration. Rows override what differs.
    private static CompatibilityRow Row(string subject, string @case) => new(subject, @case)
    {
        Disk = FixtureDisk.Sha256,
        CommandLine = Secure,
        OtherNotRun = "no Debian package has it",
        Mounts = _mounts,
        Run = [.. OurDifferences.Records, RunItself],
    };

    private static CompatibilityRow Row(string subject, string @case, string setup) => With(Row(subject, @case), SetupConfiguration, setup);

    private static CompatibilityRow With(CompatibilityRow row, string file, string text) =>
        row with { Files = new Dictionary<string, string>(row.Files) { [file] = text } };

    private static CompatibilityRow Refuse(CompatibilityRow row, string fault) => row with { Refused = fault, Mounts = null, Run = null };

    // A row that boots another image, possibly on the other disk.
    private static CompatibilityRow Boots(CompatibilityRow row, string commandLine, string hex, string hash = "sha256") => row with
    {
        CommandLine = commandLine,
        Disk = hash == "sha256" ? FixtureDisk.Sha256 : FixtureDisk.Sha512,
        Mounts =
        [
            .. _mounts.Select(mount => mount.Replace(CommandLines.Sha256V1, hex, StringComparison.Ordinal).Replace("/sha256", "/" + hash, StringComparison.Ordinal)),
        ],
    };
}
