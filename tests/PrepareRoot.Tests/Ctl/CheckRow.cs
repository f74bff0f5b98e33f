using System.Collections.Generic;

namespace PrepareRoot.Tests.Ctl;

/// <summary>A disk, what is broken on it, and what <c>prepare-rootctl check</c> says.</summary>
/// <param name="Title">What is broken.</param>
/// <param name="Damage">A shell script that runs in the root of the disk.</param>
/// <param name="Status">The exit status.</param>
/// <param name="Findings">The findings, as the text has them.</param>
internal sealed record CheckRow(string Title, string Damage, int Status, params string[] Findings)
{
    private const string Objects = "cd ostree/repo/objects; ";
    private const string OsRelease = "17/f4abe95cebf12ba1412983d5857319a7832c2238795d23c8ed9f2b3516b949.file";
    private const string Neighbour = "17/99ad6a350b618aa746fe1abbc68aeb413626f5bba8aa5e3df6790b22ed8e17.file";
    private const string Busybox = "27/1148ea8e67381f4314869f9dcd7629471fdeda30b79c4fc9c5d4b1650a7a5a.file";
    private const string Image = "ostree/deploy/testos/deploy/COMMIT.0/.ostree.cfs";
    private const string ReplaceInit = Objects + "rm " + Busybox + "; truncate -s 2024544 " + Busybox + "; ";

    /// <summary>The kernel command line.</summary>
    internal string CommandLine { get; init; } = "rw ostree=/LINK/1";

    /// <summary><c>composefs.enabled</c>.</summary>
    internal string Enabled { get; init; } = "yes";

    /// <summary>Options besides.</summary>
    internal string[] Options { get; init; } = [];

    /// <summary>Whether the disk is a composefs repository.</summary>
    internal bool IsComposefs { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Title;

    internal static IReadOnlyList<CheckRow> All { get; } =
    [
        new("nothing", ":", 0),
        new("nothing, of a deployment without composefs", ":", 0) { Enabled = "no" },
        new("nothing, and all is read", ":", 0) { Options = ["--deep"] },

        // Objects.
        Object("is missing", "rm OBJECT", "is missing", "object-missing"),
        Directory("is in a directory that is missing", "rm -r 17", "is missing", "object-missing"),
        Directory("is in a directory that is a file", "rm -r 17; touch 17", "is missing", "object-missing"),
        Directory("is in a directory that is a link", "mv 17 ../17; ln -s ../17 17", "is behind a symbolic link, which overlayfs does not follow", "object-missing"),
        Object("is empty", "rm OBJECT; touch OBJECT", "must have 86 bytes, but has 0", "object-size"),
        Object("is truncated", "truncate -s 85 OBJECT", "must have 86 bytes, but has 85", "object-size"),
        Object("is longer", "echo >>OBJECT", "must have 86 bytes, but has 87", "object-size"),
        Object("is a FIFO", "rm OBJECT; mkfifo OBJECT", "must be a regular file, but is a FIFO", "object-not-regular"),
        Object("is a directory", "rm OBJECT; mkdir OBJECT", "must be a regular file, but is a directory", "object-not-regular"),
        Object("is a link", "mv OBJECT x; ln -s ../x OBJECT", "must be a regular file, but is a symbolic link", "object-not-regular"),
        Object("is a dangling link", "rm OBJECT; ln -s /nowhere OBJECT", "must be a regular file, but is a symbolic link", "object-not-regular"),
        Object("has other content", "truncate -s 0 OBJECT; truncate -s 86 OBJECT", "", "") with { Status = 0, Findings = [] },
        Object(
            "has other content, and it is read", "truncate -s 0 OBJECT; truncate -s 86 OBJECT",
            "must have the digest sha256:60cf42940833bcc3c677129b4d7dc9ce122c021308c59a4798d32dad612d52c7, but has DIGEST",
            "object-differs") with { Options = ["--deep"] },
        Object("two are damaged", "truncate -s 1 OBJECT; rm 92/ea0e9df73ebc936d9e4095d67cd5903967527372736347ae766a0d6179ef90.file", "must have 86 bytes, but has 1", "object-size") with
        {
            Findings =
            [
                "damaged   /usr/bin/filecap: object 92/ea0e9df73ebc936d9e4095d67cd5903967527372736347ae766a0d6179ef90.file is missing  [object-missing]",
                "damaged   /usr/lib/os-release: object " + OsRelease + " must have 86 bytes, but has 1  [object-size]",
            ],
        },

        // Init and what it needs.
        new("init's object is missing", Objects + "rm " + Busybox, 1, "refused   /usr/bin/busybox and 1 more: object " + Busybox + " is missing  [object-missing]"),
        new(
            "init's object has other content, and it is read", Objects + "printf x | dd of=" + Busybox + " seek=2000000 bs=1 conv=notrunc status=none", 1,
            "refused   /usr/bin/busybox and 1 more: object " + Busybox + " must have the digest sha256:1942862405b0badf1a9c450d8e46d928bae83a49adb644528a9428219a107d05, but has DIGEST  [object-differs]")
        {
            Options = ["--deep"],
        },
        new("init is no program", ReplaceInit, 1, "refused   /sbin/init of the new root can't be started: /usr/bin/busybox is neither an ELF program nor a script with #!  [init-missing]"),
        new(
            "init's interpreter is missing", ReplaceInit + "printf '#!/usr/bin/perl -w\\n' | dd of=" + Busybox + " conv=notrunc status=none", 1,
            "refused   the interpreter '/usr/bin/perl' of /sbin/init: No such file or directory  [init-missing]"),
        new(
            "init's interpreter is init", ReplaceInit + "printf '#!/sbin/init\\n' | dd of=" + Busybox + " conv=notrunc status=none", 1,
            "refused   /sbin/init of the new root needs more than 5 interpreters  [init-missing]"),
        new(
            "init's interpreter is not executable", ReplaceInit + "printf '#!/usr/lib/os-release\\n' | dd of=" + Busybox + " conv=notrunc status=none", 1,
            "refused   the interpreter '/usr/lib/os-release' of /sbin/init can't be executed: the mode of /usr/lib/os-release is 0644  [init-missing]"),
        new("a deployment without composefs and without init", "rm ostree/deploy/testos/deploy/COMMIT.0/usr/sbin/init", 1, "refused   /sbin/init of the new root: No such file or directory  [init-missing]") { Enabled = "no" },
        new("an image without init", ":", 1, "refused   /sbin/init of the new root: No such file or directory  [init-missing]") { IsComposefs = true, CommandLine = "composefs=?IMAGE" },

        // The image.
        Refused("the image is missing", "rm " + Image, "DISK/" + Image + ": No such file or directory", "image-missing"),
        Refused("the image is truncated", "truncate -s 86015 " + Image, "DISK/" + Image + " is truncated: its superblock gives a size of 86016 bytes, but the file has 86015", "image-malformed"),
        Refused("the image is a FIFO", "rm " + Image + "; mkfifo " + Image, "DISK/" + Image + " must be a regular file, but is a FIFO", "image-not-regular"),
        Refused(
            "the image needs a feature of the kernel", "printf '\\377\\377\\377\\377' | dd of=" + Image + " bs=1 seek=1104 conv=notrunc status=none",
            "DISK/" + Image + ": at offset 1104: the image needs features that composefs images do not have: 0xffffffff", "mount-failed"),
        new(
            "the image is another one", "cp ostree/deploy/testos/deploy/32cb0f1b5d0fe456f373bd6528dc7c7b4f56f3a897bb7ed41cfa6e8f8d9f2a17.0/.ostree.cfs " + Image, 3,
            "damaged   DISK/" + Image + ": the commit names sha256:81b48fe8f555e42fdb6d0a43e61485cf17fc9ed2c15a5cfd088399634a444570, but the file has sha256:1abe6d617ce5c9ab51c7677d49c2044a1d88dc29e2f66e4ba1c4a27bd0f4906a  [image-digest-differs]"),
        Refused(
            "the policy requires fs-verity", ":",
            "DISK/" + Image + ": composefs.enabled = verity requires fs-verity, but its file system, or this kernel, has no fs-verity", "image-without-verity") with { Enabled = "verity" },
        Refused("the command line has a malformed digest", ":", "kernel argument 'composefs=x': 'x', character 1 of the digest, is not a hexadecimal digit; allowed is composefs=[?]HEX", "kernel-argument-malformed") with
        {
            CommandLine = "composefs=x",
        },

        // What the boot finds only while it mounts.
        Refused("a stale ostree= link", "rm -r ostree/deploy/testos/deploy/COMMIT.0", "DISK/ostree/deploy/testos/deploy/COMMIT.0: No such file or directory", "deployment-missing"),
        Refused("the deployment has no etc", "rm -r ostree/deploy/testos/deploy/COMMIT.0/etc", "DISK/ostree/deploy/testos/deploy/COMMIT.0/etc: No such file or directory", "state-missing"),
        Refused("the stateroot's var is a file", "rm -r ostree/deploy/testos/var; touch ostree/deploy/testos/var", "DISK/ostree/deploy/testos/var must be a directory, but is a regular file", "state-missing"),
        Refused("there are no objects", "mv ostree/repo/objects x", "DISK/ostree/repo/objects: No such file or directory", "objects-missing"),
        Refused("a hotfix is incomplete", "mkdir ostree/deploy/testos/deploy/COMMIT.0/.usr-ovl-work", "DISK/ostree/deploy/testos/deploy/COMMIT.0/.usr-ovl-upper: No such file or directory", "hotfix-incomplete"),
        Refused("no place for the disk", "rmdir ostree/deploy/testos/deploy/COMMIT.0/sysroot", "the new root has no directory /sysroot: No such file or directory", "mount-point-missing") with { Enabled = "no" },
    ];

    private static CheckRow Object(string title, string damage, string problem, string code) => new(
        "an object " + title, Objects + damage.Replace("OBJECT", OsRelease, System.StringComparison.Ordinal), 3,
        "damaged   /usr/lib/os-release: object " + OsRelease + " " + problem + "  [" + code + "]");

    // Another object is in the same directory.
    private static CheckRow Directory(string title, string damage, string problem, string code) => Object(title, damage, problem, code) with
    {
        Findings =
        [
            "damaged   /usr/lib/os-release: object " + OsRelease + " " + problem + "  [" + code + "]",
            "damaged   /usr/share/many/entry-with-a-rather-long-name-0132.txt: object " + Neighbour + " " + problem + "  [" + code + "]",
        ],
    };

    private static CheckRow Refused(string title, string damage, string cause, string code) => new(title, damage, 1, "refused   " + cause + "  [" + code + "]");
}
