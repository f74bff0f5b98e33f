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
    private const string TheDisk = "/sysroot/sysroot: /sha256 ro,relatime - ext4 DISK rw";
    private const string Unverified = $"/sysroot: / ro,relatime - overlay composefs:{CommandLines.Sha256V1} ro,lowerdir=…,redirect_dir=on,metacopy=on";
    private const string Verified = Unverified + ",verity=require";
    private const string Transient =
        $"/sysroot: / rw,relatime - overlay transient:composefs={CommandLines.Sha256V1} rw,lowerdir=…,upperdir=…,workdir=…,redirect_dir=on,uuid=on,metacopy=on,verity=require";

    private const string Record = "-rw-r--r-- root root ./prepare-root.json";
    private const string RunItself = "drwxr-xr-x root root .";

    public static CompatibilitySection Section => new(
        "composefs-rs 0.9.0, `composefs-setup-root`, and bootc's `initramfs-setup` (August 2026)",
        """
        No Debian package contains them, so they were not run. What the table says about them comes from
        reading their source. prepare-root was run in every row, on a repository with fs-verity that
        composefs-rs created. Its exit status, mounts, `/run` and messages were compared with the table.
        Where the two programs differ, the row names both. No row is about `--root-fs` or `--target`.
        """,
        [
            """
            prepare-root writes a record of what it verified and mounted, `/run/prepare-root.json`. None of
              the programs leaves anything else in `/run`, unless a row says so.
            """,
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
        Run = [Record, RunItself],
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
