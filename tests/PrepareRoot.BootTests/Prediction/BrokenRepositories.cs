using System.Collections.Generic;
using PrepareRoot.BootTests.Fixtures;
using PrepareRoot.BootTests.Guest;
using PrepareRoot.Support;

namespace PrepareRoot.BootTests.Prediction;

/// <summary>
/// Repositories of composefs-rs and states of their deployments, each broken in its own way, and
/// initramfs whose files are broken.
/// </summary>
public static class BrokenRepositories
{
    private const string Hex = CommandLines.Sha256V1;
    private const string Image = "composefs/images/" + Hex;
    private const string Object = "composefs/objects/2b/342b073569d0dd0a3d4b1f7bb097e90fd11646c811b99231e6516d249f1ee9";
    private const string State = "state/deploy/" + Hex;
    private const string Argument = "composefs=" + Hex;

    // Replaces the link to the image by the image itself.
    private const string ImageAsFile = $"cp {Object} image; rm {Image}; mv image {Image}; fsverity enable {Image}";

    /// <summary>All of them.</summary>
    public static IEnumerable<BrokenDisk> All { get; } =
    [
        Row("image link to nothing", $"ln -sf ../objects/none {Image}", "image-missing"),
        Row("image link out of the disk", $"ln -sf ../../../etc/hostname {Image}", "path-refused"),
        Row("image link to itself", $"ln -sf {Hex} {Image}", "path-refused"),
        Row("image link to a directory", $"ln -sfn ../objects {Image}", "image-not-regular"),
        Row("image's object missing", "rm " + Object, "image-missing"),
        Row("no images", "mv composefs/images elsewhere", "image-missing"),
        Row("no objects", ImageAsFile + "; mv composefs/objects elsewhere", "objects-missing"),
        Row("objects a link", "mv composefs/objects composefs/elsewhere; ln -s elsewhere composefs/objects", "path-refused"),
        Row("image cut", $"head -c 8192 {Object} > image; rm {Image}; mv image {Image}; fsverity enable {Image}", "image-malformed"),
        Row("image with SHA-512", $"cp {Object} image; rm {Image}; mv image {Image}; fsverity enable --hash-alg=sha512 {Image}", "image-digest-differs"),
        Row("digest mistyped", ":", "image-missing", $"composefs={Hex[..^1]}8"),
        Row("digest cut", ":", "kernel-argument-malformed", $"composefs={Hex[..^1]}"),
        Row("digest with another algorithm", ":", "kernel-argument-malformed", "composefs.digest=v1-sha512-12:" + Hex),
        Row("no state", $"mv {State} elsewhere", "state-missing"),
        Row("no etc", $"mv {State}/etc elsewhere", "state-missing"),
        Row("etc a link", $"mv {State}/etc elsewhere; ln -s var {State}/etc", "path-refused"),
        Row("etc a copy and an overlay", $"echo copy > {State}/etc/hostname", "state-ambiguous"),
        Row("upper a file", $"mv {State}/etc/upper elsewhere; touch {State}/etc/upper", "state-missing"),
        Row("no var", $"mv {State}/var elsewhere", "state-missing"),
        Row("var a link out of the disk", $"mv {State}/var elsewhere; ln -s /run {State}/var", "path-refused"),
        Row("read-only", "mount -o remount,bind,ro /sysroot", "state-read-only"),
        Row("not mounted", "cd /; umount -l /sysroot", "sysroot-not-mounted"),
        Row("another program's overlay", "mount -t overlay -o lowerdir=/sysroot:/etc composefs /sysroot", "sysroot-foreign"),
        Row("configuration a FIFO", "mkdir -p /etc/ostree; rm -f /etc/ostree/prepare-root.conf; mkfifo /etc/ostree/prepare-root.conf", "initramfs-unreadable"),
        WithConfiguration("configuration malformed", CommandLines.Enabled("ja"), "configuration-malformed"),
        WithConfiguration("configuration contradictory", "[composefs]\nenabled = verity\nnot-before = 2026-01-01\n", "configuration-contradictory"),
        WithConfiguration("keys malformed", CommandLines.Enabled("signed"), "keys-malformed"),
        new(Case("setup-root-conf.toml malformed", Argument) with { SetupConfiguration = "[root]\ntransient\n" }, "configuration-malformed"),
    ];

    private static BrokenDisk Row(string name, string change, string code, string argument = Argument) =>
        new(Case(name, argument) with { Change = change, IsCopied = true }, code);

    private static BrokenDisk WithConfiguration(string name, string configuration, string code) =>
        new(Case(name, Argument) with { Configuration = configuration, Keys = "key\n" }, code);

    private static BootCase Case(string name, string argument) => new("broken repository: " + name, FixtureDisk.Sha256, argument);
}
