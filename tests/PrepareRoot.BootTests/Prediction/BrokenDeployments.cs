using System.Collections.Generic;
using System.IO;
using System.Linq;
using PrepareRoot.BootTests.Fixtures;
using PrepareRoot.BootTests.Guest;
using PrepareRoot.Support;

namespace PrepareRoot.BootTests.Prediction;

/// <summary>
/// Deployments of libostree, each broken in its own way. All are on one disk: a deployment is a
/// link, an image and an <c>/etc</c>.
/// </summary>
public static class BrokenDeployments
{
    private const string Commit = "ee9601bc96c9373845550d5b811d0289880263aeb23308f43f9220cd17f5b7db";
    private const string CommitOfB = "32cb0f1b5d0fe456f373bd6528dc7c7b4f56f3a897bb7ed41cfa6e8f8d9f2a17";
    private const string Link = $"/sysroot/{CommandLines.LinksA}";
    private const string Objects = "/sysroot/ostree/repo/objects";

    // Names of commits that the repository does not have.
    private const string ChangedCommit = "cc00000000000000000000000000000000000000000000000000000000000000";
    private const string MissingCommit = "dd00000000000000000000000000000000000000000000000000000000000000";

    private const string Signed = "[composefs]\nenabled = signed\n";

    // The functions that the rows use; $image is the intact image of a. A deployment's directory
    // is named COMMIT.SERIAL, and its link SERIAL.
    private const string Functions = $$"""
        [ ! -e ostree/deploy/testos/deploy/broken ] || exit 0
        image=/sysroot/{{CommandLines.DeploymentA}}/.ostree.cfs
        deployment() { # SERIAL [COMMIT]
            cd /sysroot/ostree/deploy/testos/deploy
            directory=${2:-{{Commit}}}.$1
            mkdir -p "$directory/etc"
            ln "$image" "$directory/"
            ln -s "../../../deploy/testos/deploy/$directory" "{{Link}}/$1"
            cd "$directory"
        }
        image() { # HASH: replaces the image by the standard input
            rm .ostree.cfs
            cat > .ostree.cfs
            fsverity enable --hash-alg="$1" .ostree.cfs
        }

        """;

    private const string Mark = "\ntouch /sysroot/ostree/deploy/testos/deploy/broken";

    // The serial, what breaks the deployment, the code, and what else is asked for.
    private static readonly (string Serial, string Damage, string Code, string? Configuration, string Arguments)[] _rows =
    [
        Row("link-to-nothing", "cd ..; rm -r \"$directory\"", "deployment-missing"),
        Row("absolute-link", $"ln -sfn /{CommandLines.DeploymentA} {Link}/absolute-link", "deployment-link-malformed"),
        Row("link-to-itself", $"ln -sfn link-to-itself {Link}/link-to-itself", "deployment-link-malformed"),
        Row("no-link", $"rm {Link}/no-link; mkdir {Link}/no-link", "deployment-link-malformed"),
        Row("deployment-is-a-link", "cd ..; mv \"$directory\" elsewhere; ln -s elsewhere \"$directory\"", "path-refused"),
        Row("deployment-is-a-file", "cd ..; rm -r \"$directory\"; touch \"$directory\"", "deployment-missing"),
        Row("image-is-a-directory", "rm .ostree.cfs; mkdir .ostree.cfs", "image-not-regular"),
        Row("image-is-a-fifo", "rm .ostree.cfs; mkfifo .ostree.cfs", "image-not-regular"),
        Row("image-is-a-device", "rm .ostree.cfs; mknod .ostree.cfs c 5 0", "image-not-regular"),
        Row("image-is-a-link", $"ln -sf ../{Commit}.0/.ostree.cfs .ostree.cfs", "path-refused"),
        Row("image-empty", "image sha256 < /dev/null", "image-malformed"),
        Row("image-short", "head -c 100 $image | image sha256", "image-malformed"),
        Row("image-cut", "head -c 86015 $image | image sha256", "image-malformed"),
        Row("image-zero", "head -c 86016 /dev/zero | image sha256", "image-malformed"),
        // The magic number is right, but the superblock is not: feature_incompat, at its offset 80.
        Row("image-of-the-future", "{ head -c 1104 $image; printf '\\377\\377\\377\\377'; tail -c +1109 $image; } | image sha256", "mount-failed"),
        Row("image-with-one-bit-changed", "{ head -c 86015 $image; printf '\\1'; } | image sha256", "image-digest-differs", arguments: " composefs=" + CommandLines.DigestA),
        Row("image-with-sha512", "cp $image copy; image sha512 < copy; rm copy", "image-digest-differs", arguments: " composefs=" + CommandLines.DigestA),
        Row("digest-mistyped", ":", "image-digest-differs", arguments: " composefs=" + CommandLines.DigestA[..^1] + "f"),
        Row("digest-cut", ":", "kernel-argument-malformed", arguments: " composefs=" + CommandLines.DigestA[..^1]),
        Row("etc-is-a-file", "rmdir etc; touch etc", "state-missing"),
        Row("etc-is-a-link", "rmdir etc; ln -s usr/etc etc", "path-refused"),
        Row("hotfix-without-files", "mkdir .usr-ovl-work", "hotfix-incomplete"),
        Row("hotfix-is-a-file", "mkdir .usr-ovl-upper; touch .usr-ovl-work", "hotfix-incomplete"),
        Row("hotfix-is-a-link", "mkdir .usr-ovl-work; ln -s usr .usr-ovl-upper", "path-refused"),
        Row("no-sysroot", "rm .ostree.cfs; mkdir usr var", "mount-point-missing", CommandLines.Enabled("no")),
        Row("transient-without-image", "rm .ostree.cfs; mkdir usr var sysroot", "configuration-contradictory", CommandLines.Enabled("maybe") + "[root]\ntransient = true\n"),
        Row("image-of-another-deployment", $"ln -f ../{CommitOfB}.0/.ostree.cfs .ostree.cfs", "image-digest-differs", Signed),
        Row("signed-image-without-verity", "cp $image copy; rm .ostree.cfs; mv copy .ostree.cfs", "image-without-verity", Signed),
        Row("image-missing", "rm .ostree.cfs", "image-missing", Signed),
    ];

    // The signed deployments that are broken: their commits are files in the repository.
    private static readonly (string Serial, string Damage, string Code, string Commit)[] _signedRows =
    [
        ("commit-changed", $"mkdir -p {Objects}/cc; {{ cat {Commits(Commit)}.commit; echo; }} > {Commits(ChangedCommit)}.commit; cp {Commits(Commit)}.commitmeta {Commits(ChangedCommit)}.commitmeta", "commit-malformed", ChangedCommit),
        ("commit-missing", ":", "deployment-missing", MissingCommit),
    ];

    // Deployments without an image whose init can't be started. This initramfs has no systemd: that
    // none of the known paths exists is refused only if init= names one.
    private static readonly (string Serial, string Damage, string Arguments)[] _withoutInit =
    [
        ("init-missing", ":", " init=/sbin/init"),
        ("init-not-executable", "cp /bin/busybox usr/sbin/init; chmod 644 usr/sbin/init", ""),
        ("init-without-interpreter", "echo '#!/nowhere' > usr/sbin/init; chmod 755 usr/sbin/init", ""),
        ("init-a-directory", "mkdir usr/sbin/init", ""),
        ("init-out-of-the-root", "ln -s ../bin/nothing usr/sbin/init", " init=/sbin/init"),
    ];

    /// <summary>All of them.</summary>
    public static IEnumerable<BrokenDisk> All { get; } =
    [
        .. _rows.Select(row => new BrokenDisk(Case(row.Serial, row.Arguments) with { Configuration = row.Configuration }, row.Code)),
        .. _signedRows.Select(row => new BrokenDisk(Case(row.Serial, "") with { Configuration = Signed }, row.Code)),
        .. _withoutInit.Select(row => new BrokenDisk(Case(row.Serial, row.Arguments) with { Configuration = CommandLines.Enabled("no") }, "init-missing")),
        // Nothing is there with this name.
        new(Case("no-name", ""), "deployment-missing"),
    ];

    private static string Commits(string commit) => $"{Objects}/{commit[..2]}/{commit[2..]}";

    private static (string, string, string, string?, string) Row(string serial, string damage, string code, string? configuration = null, string arguments = "") =>
        (serial, damage, code, configuration ?? CommandLines.Enabled("verity"), arguments);

    private static BootCase Case(string serial, string arguments) =>
        new("broken deployment: " + serial, FixtureDisk.Ostree, $"rw ostree=/{CommandLines.LinksA}/{serial}{arguments}")
        {
            Change = Functions
                + string.Concat(_rows.Select(row => $"deployment {row.Serial}\n{row.Damage}\n"))
                + string.Concat(_signedRows.Select(row => $"deployment {row.Serial} {row.Commit}\n{row.Damage}\n"))
                + string.Concat(_withoutInit.Select(row => $"deployment {row.Serial}\nrm .ostree.cfs; mkdir -p usr/sbin var sysroot; ln -s usr/sbin sbin\n{row.Damage}\n"))
                + Mark,
            ChangeMayBeRepeated = true,
            Configuration = CommandLines.Enabled("verity"),
            Keys = File.ReadAllText(Checkout.Fixture("keys/good.pub.b64")),
        };
}
