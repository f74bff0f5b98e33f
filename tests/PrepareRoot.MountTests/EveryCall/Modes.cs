using System;
using System.Linq;
using PrepareRoot.Formats;
using PrepareRoot.Linux;
using PrepareRoot.MountTests.Hostile.Signatures;
using PrepareRoot.MountTests.Scratch;
using PrepareRoot.Support;

namespace PrepareRoot.MountTests.EveryCall;

/// <summary>The modes in which every call fails once.</summary>
internal static class Modes
{
    /// <summary>The argument for the init in the deployment's own etc.</summary>
    public const string InitInEtc = " init=/etc/init";

    private const string Keys = "/etc/keys";
    private const string Image = "composefs=?" + CommandLines.Sha256V1;

    // As libostree leaves it (ostree admin unlock --hotfix).
    private const string MakeHotfix = $"""
        mkdir -p sysroot/{CommandLines.DeploymentA}/.usr-ovl-upper sysroot/{CommandLines.DeploymentA}/.usr-ovl-work
        echo fixed >sysroot/{CommandLines.DeploymentA}/.usr-ovl-upper/fixed
        """;

    private const string MakeEarlierRecord = """
        mkdir -p run/systemd
        echo of-another-root >run/prepare-root.json
        echo of-another-root >run/ostree-booted
        ln -s /dev/block/0:1 run/systemd/volatile-root
        """;

    /// <summary>The usual mode of libostree's layout.</summary>
    public static readonly Mode Ostree = OfOstree("ostree, `yes`", "yes") with { WithRuntime = true };

    /// <summary>The usual mode of a composefs repository.</summary>
    public static readonly Mode Composefs = OfComposefs("composefs, `?`");

    /// <summary>All of them.</summary>
    public static readonly Mode[] All =
    [
        Ostree,
        OfOstree("ostree, `no`", "no"),
        OfOstree("ostree, transient root", "yes\n[root]\ntransient = true"),
        OfOstree("ostree, transient `/etc`", "yes\n[etc]\ntransient = true"),
        OfOstree("ostree, hotfix", "yes") with { Prepare = MakeHotfix },
        Signed(),
        // The kernel refuses to mount beneath SYSROOT's mount.
        OfOstree("ostree, Linux before 7.0", "yes") with { Fakes = () => ["move_mount:error=EINVAL:when=" + Beneath] },
        OfOstree("ostree, records of another root in `/run`", "yes") with { Prepare = MakeEarlierRecord },
        Composefs,
        OfComposefs("composefs, `/var` an overlay") with { SetupConfiguration = "[var]\nmount = \"overlay\"\n" },
        OfComposefs("composefs, all transient") with
        {
            SetupConfiguration = "root.transient = true\n[etc]\nmount = \"transient\"\n[var]\nmount = \"transient\"\n",
        },
        OfComposefs("composefs, `--target`") with
        {
            Program = "composefs-setup-root",
            Arguments = ["--target=/target", "--cmdline", Image],
            Prepare = "mkdir target",
            Place = "/target",
        },
    ];

    private static int Beneath => Undisturbed.Of(Ostree).Calls.Where(call => call.Name == "move_mount").Max(call => call.When);

    /// <summary>The mode with this name.</summary>
    public static Mode Of(string name) => All.Single(mode => mode.Name == name);

    private static Mode OfOstree(string name, string enabled) =>
        new(name, Fixture.Ostree, CommandLines.Enabled(enabled), "/sysroot", CommandLines.OstreeA);

    private static Mode OfComposefs(string name) => new(name, Fixture.Sha256, CommandLines.Enabled("yes"), "/sysroot", Image);

    // The digest on the command line is signed by a key of the initramfs. This machine's kernel has
    // no fs-verity, so no object can be opened: init is in the deployment's etc. strace answers
    // FS_IOC_MEASURE_VERITY with the digest, as struct fsverity_digest.
    private static Mode Signed()
    {
        if (!FsVerityDigest.TryParseHex(CommandLines.DigestA, out var digest))
            throw new FormatException(CommandLines.DigestA);
        var signature = Convert.ToBase64String(Sodium.Sign(FormattedDigest.Of(digest), TestKeys.First));
        return new Mode(
            "ostree, `signed`", Fixture.Ostree, CommandLines.Enabled("signed") + "keypath = " + Keys + "\n", "/sysroot",
            $"{CommandLines.OstreeA} composefs={CommandLines.DigestA} composefs.signature={signature}{InitInEtc}")
        {
            Prepare = $"""
                echo {Convert.ToBase64String(Sodium.PublicKeyOf(TestKeys.First))} >.{Keys}
                cp sysroot/{CommandLines.DeploymentA}/usr/bin/busybox sysroot/{CommandLines.DeploymentA}/etc/init
                """,
            Fakes = () => [$"ioctl:retval=0:poke_exit=@arg3=01002000{CommandLines.DigestA}:when=1"],
        };
    }
}
