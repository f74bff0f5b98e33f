using PrepareRoot.Support;

namespace PrepareRoot.BootTests.Compatibility;

/// <summary>
/// What libostree's <c>ostree-prepare-root</c> reads: the configuration, the kernel command line,
/// the disk and <c>/run</c>.
/// </summary>
internal static partial class OstreeRows
{
    private const string Image = CommandLines.DeploymentA + "/.ostree.cfs";
    private const string RemoveImage = "rm " + Image;
    private const string CopyImage = $"mv {Image} copy; cp -p copy {Image}; rm copy";
    private const string NoEd25519 = "the libostree of Debian is built without Ed25519";

    public static CompatibilitySection Section => new(
        "libostree 2026.4, `ostree-prepare-root`",
        """
        Debian forky's `ostree-prepare-root` and prepare-root ran in the same initramfs, on the same disk,
        from the same state. The test compares the exit status, the mount table, `/run`,
        `/run/ostree-booted` byte for byte, the journal entry, and the name, owner, permissions, attributes
        and content of every file in the new root. Debian builds libostree without Ed25519. Where a row
        requires signatures, the test does not run Debian's program: its result is that of a recorded run,
        or what is known about it. The test runs prepare-root in every row.
        """,
        OurDifferences.Reasons,
        [.. Composefs, .. Transient, .. Sysroot, .. Files, .. CommandLine, .. Target, .. Surroundings, .. Broken]);

    // The expected mounts of deployment a. /var is among them because the fixture has no
    // ostree-system-generator.
    private const string Etc = $"/sysroot/etc: /{CommandLines.DeploymentA}/etc rw,relatime - ext4 DISK rw";
    private const string VarBelowTheDisk = "/sysroot/sysroot/ostree/deploy/testos/var: /ostree/deploy/testos/var rw,relatime - ext4 DISK rw";
    private const string TheDisk = "/sysroot/sysroot: / ro,relatime - ext4 DISK rw";
    private const string Var = "/sysroot/var: /ostree/deploy/testos/var rw,relatime shared - ext4 DISK rw";
    private const string Unverified = "/sysroot: / ro,relatime - overlay composefs ro,lowerdir=…,redirect_dir=on,metacopy=on";
    private const string Verified = Unverified + ",verity=require";

    private static readonly string[] _unverifiedRoot = [Etc, VarBelowTheDisk, TheDisk, Var, Unverified];
    private static readonly string[] _verifiedRoot = [Etc, VarBelowTheDisk, TheDisk, Var, Verified];

    private static CompatibilityRow Row(string subject, string @case, string? configuration) =>
        new(subject, @case) { Configuration = configuration };

    private static string Enabled(string mode, string more = "") => CommandLines.Enabled(mode) + more;
}
