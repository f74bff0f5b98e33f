using System.IO;
using PrepareRoot.Faults;
using PrepareRoot.MountTests.Scratch;
using PrepareRoot.Support;

namespace PrepareRoot.MountTests;

public static partial class BadInputTable
{
    private const string LinkA = CommandLines.LinksA + "/1";
    private const string ImageLink = "composefs/images/" + CommandLines.Sha256V1;

    // Links and directories on the disk.
    private static BadInput[] Layouts() =>
    [
        new("no link of that name", FaultCode.DeploymentMissing, $"/sysroot/{CommandLines.LinksA}/9: No such file or directory")
        {
            CommandLine = "ostree=/" + CommandLines.LinksA + "/9",
        },
        new("no directory for the link", FaultCode.DeploymentMissing, "/sysroot/ostree/boot.1/otheros: No such file or directory")
        {
            CommandLine = "ostree=/ostree/boot.1/otheros/1",
        },
        new("a link to a deployment that is gone", FaultCode.DeploymentMissing, $"/sysroot/{CommandLines.DeploymentA}: No such file or directory")
        {
            Damage = machine => Directory.Delete(machine.PathInSysroot(CommandLines.DeploymentA), recursive: true),
        },
        new("a plain directory instead of the link", FaultCode.DeploymentLinkMalformed, "/sysroot/ostree/deploy must be a symbolic link, but is a directory")
        {
            CommandLine = "ostree=/ostree/deploy",
        },
        new("a slash at the end", FaultCode.DeploymentLinkMalformed, $"/sysroot/{LinkA}/ must be a symbolic link, but is a directory")
        {
            CommandLine = "ostree=/" + LinkA + "/",
        },
        new("a link that leaves the disk", FaultCode.DeploymentLinkMalformed, "but points to '../../../../../../../etc'")
        {
            Damage = machine => ReplaceByLink(machine, LinkA, "../../../../../../../etc"),
        },
        new("an absolute link", FaultCode.DeploymentLinkMalformed, $"but points to '/{CommandLines.DeploymentA}'")
        {
            Damage = machine => ReplaceByLink(machine, LinkA, "/" + CommandLines.DeploymentA),
        },
        new("a link to itself", FaultCode.DeploymentLinkMalformed, "but points to '1'") { Damage = machine => ReplaceByLink(machine, LinkA, "1") },
        new("a link on the way that leaves the disk", FaultCode.PathRefused, $"/sysroot/{CommandLines.LinksA} has a link that leaves /sysroot")
        {
            Damage = machine => ReplaceByLink(machine, "ostree/boot.1", "/etc"),
        },
        new("a link on the way to itself", FaultCode.PathRefused, $"/sysroot/{CommandLines.LinksA} has a loop of links")
        {
            Damage = machine => ReplaceByLink(machine, "ostree/boot.1", "boot.1"),
        },
        new("a stateroot that is a link", FaultCode.PathRefused, $"/sysroot/{CommandLines.DeploymentA} has a symbolic link where none is allowed")
        {
            Damage = machine => machine.Shell("mv sysroot/ostree/deploy/testos sysroot/t; ln -s ../../t sysroot/ostree/deploy/testos"),
        },
        new("a hotfix without the directory of what differs", FaultCode.HotfixIncomplete, $"/sysroot/{CommandLines.DeploymentA}/.usr-ovl-upper: No such file or directory")
        {
            Damage = machine => machine.Shell($"mkdir sysroot/{CommandLines.DeploymentA}/.usr-ovl-work"),
        },
        new("the same of a bind-mounted deployment", FaultCode.HotfixIncomplete, $"/sysroot/{CommandLines.DeploymentA}/.usr-ovl-upper: No such file or directory")
        {
            Configuration = "[composefs]\nenabled = no\n",
            Damage = machine => machine.Shell($"mkdir sysroot/{CommandLines.DeploymentA}/.usr-ovl-work"),
        },
        new("the same on a read-only disk", FaultCode.HotfixIncomplete, $"/sysroot/{CommandLines.DeploymentA}/.usr-ovl-upper: No such file or directory")
        {
            Damage = machine => machine.Shell($"mkdir sysroot/{CommandLines.DeploymentA}/.usr-ovl-work; mount -o remount,ro sysroot"),
        },
        new("a hotfix whose directory is a file", FaultCode.HotfixIncomplete, $"/sysroot/{CommandLines.DeploymentA}/.usr-ovl-work must be a directory, but is a regular file")
        {
            Damage = machine => machine.Shell($"cd sysroot/{CommandLines.DeploymentA}; mkdir .usr-ovl-upper; touch .usr-ovl-work"),
        },
        new("a hotfix whose directory is a link", FaultCode.PathRefused, $"/sysroot/{CommandLines.DeploymentA}/.usr-ovl-upper has a symbolic link where none is allowed")
        {
            Damage = machine => machine.Shell($"cd sysroot/{CommandLines.DeploymentA}; mkdir .usr-ovl-work; ln -s usr .usr-ovl-upper"),
        },
        new("a hotfix whose working directory is a dangling link", FaultCode.PathRefused, $"/sysroot/{CommandLines.DeploymentA}/.usr-ovl-work has a symbolic link where none is allowed")
        {
            Damage = machine => machine.Shell($"cd sysroot/{CommandLines.DeploymentA}; mkdir .usr-ovl-upper; ln -s nowhere .usr-ovl-work"),
        },
        new("no objects", FaultCode.ObjectsMissing, "/sysroot/ostree/repo/objects: No such file or directory")
        {
            Damage = machine => machine.Shell("mv sysroot/ostree/repo/objects sysroot/"),
        },
        new("objects that are a file", FaultCode.ObjectsMissing, "/sysroot/ostree/repo/objects must be a directory, but is a regular file")
        {
            Damage = machine => machine.Shell("mv sysroot/ostree/repo/objects sysroot/; touch sysroot/ostree/repo/objects"),
        },
        new("a new root without a place for the disk", FaultCode.MountPointMissing, "the new root has no directory /sysroot: No such file or directory")
        {
            Configuration = "[composefs]\nenabled = no\n",
            Damage = machine => Directory.Delete(machine.PathInSysroot(CommandLines.DeploymentA + "/sysroot")),
        },
        new("an image link that leaves the disk", FaultCode.PathRefused, $"/sysroot/{ImageLink} has a link that leaves /sysroot")
        {
            Disk = Fixture.Sha256,
            CommandLine = "composefs=?" + CommandLines.Sha256V1,
            Damage = machine => ReplaceByLink(machine, ImageLink, "../../../etc/ostree/prepare-root.conf"),
        },
        new("an absolute image link", FaultCode.PathRefused, $"/sysroot/{ImageLink} has a link that leaves /sysroot")
        {
            Disk = Fixture.Sha256,
            CommandLine = "composefs=?" + CommandLines.Sha256V1,
            Damage = machine => ReplaceByLink(machine, ImageLink, "/etc/ostree/prepare-root.conf"),
        },
        new("an image link to itself", FaultCode.PathRefused, $"/sysroot/{ImageLink} has a loop of links")
        {
            Disk = Fixture.Sha256,
            CommandLine = "composefs=?" + CommandLines.Sha256V1,
            Damage = machine => ReplaceByLink(machine, ImageLink, CommandLines.Sha256V1),
        },
    ];
}
