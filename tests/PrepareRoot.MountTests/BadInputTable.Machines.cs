using System.IO;
using PrepareRoot.Faults;
using PrepareRoot.MountTests.Scratch;
using PrepareRoot.Support;

namespace PrepareRoot.MountTests;

public static partial class BadInputTable
{
    private const string EtcA = CommandLines.DeploymentA + "/etc";
    private const string State = "state/deploy/" + CommandLines.Sha256V1;

    private const string NeedsVerity = "every file must be verified when it is opened (verity=require of overlayfs), which needs Linux 6.6";

    // What the initramfs has mounted, and this machine's own state on the disk.
    private static BadInput[] Machines() =>
    [
        new("no /run", FaultCode.RunMissing, "/run: No such file or directory") { Damage = machine => machine.Shell("umount run; rmdir run") },
        new("no /proc and no command line", FaultCode.InitramfsUnreadable, "/proc/cmdline: No such file or directory")
        {
            Arguments = ["/sysroot"],
            Damage = machine => machine.Shell("umount proc"),
        },
        new("no /proc", FaultCode.InitramfsUnreadable, "/proc/self/fd/") { Damage = machine => machine.Shell("umount proc") },
        new("a /run that is full", FaultCode.RecordUnwritable, "/run/prepare-root.json: No space left on device")
        {
            Damage = machine => machine.Shell("mount -o remount,size=4k run"),
        },
        new("a /run that takes no more files", FaultCode.RecordUnwritable, "/run/ostree-booted: No space left on device")
        {
            Damage = machine => machine.Shell("mount -o remount,nr_inodes=1 run"),
        },
        new("a /run that takes two files more", FaultCode.RecordUnwritable, "/run/ostree: No space left on device")
        {
            Damage = machine => machine.Shell("mount -o remount,nr_inodes=4 run"),
        },
        new("a /run that takes all but the last link", FaultCode.RecordUnwritable, "/run/systemd/volatile-root: No space left on device")
        {
            Damage = machine => machine.Shell("mount -o remount,nr_inodes=8 run"),
        },
        new("a directory in the record's place", FaultCode.RecordUnwritable, "/run/ostree-booted: Is a directory")
        {
            Damage = machine => machine.Shell("mkdir run/ostree-booted"),
        },
        new("a /run that is read-only", FaultCode.RecordUnwritable, "/run/ostree-booted: Read-only file system")
        {
            Damage = machine => machine.Shell("mount -o remount,ro run"),
        },
        new("/run is a file", FaultCode.RunMissing, "/run: Not a directory") { Damage = machine => machine.Shell("umount run; rmdir run; touch run") },
        new("no SYSROOT", FaultCode.SysrootMissing, "/sysroot: No such file or directory")
        {
            Damage = machine => machine.Shell("umount sysroot; rmdir sysroot"),
        },
        new("SYSROOT is a file", FaultCode.SysrootMissing, "/sysroot: Not a directory")
        {
            Damage = machine => machine.Shell("umount sysroot; rmdir sysroot; touch sysroot"),
        },
        new("SYSROOT is not a mount point", FaultCode.SysrootNotMounted, "/sysroot is a directory, but nothing is mounted there, and it has no ostree/deploy")
        {
            Damage = machine => machine.Shell("umount sysroot"),
        },
        new("SYSROOT is not a mount point, with composefs=", FaultCode.SysrootNotMounted, "/sysroot is a directory, but nothing is mounted there, and it has no state/deploy")
        {
            CommandLine = "composefs=?" + CommandLines.Sha256V1,
            Damage = machine => machine.Shell("umount sysroot; mkdir sysroot/ostree sysroot/state"),
        },
        new("SYSROOT is a directory of the disk without deployments", FaultCode.SysrootNotMounted, "/sysroot/ostree is a directory, but nothing is mounted there, and it has no ostree/deploy")
        {
            Arguments = ["/sysroot/ostree", CommandLines.OstreeA],
        },
        new("another program's overlay at SYSROOT", FaultCode.SysrootForeign, "/sysroot is an overlay")
        {
            Damage = machine => machine.Shell("mount -t overlay -o lowerdir=sysroot:etc composefs sysroot"),
        },
        new("no state of the deployment", FaultCode.StateMissing, $"/sysroot/{State}: No such file or directory")
        {
            Disk = Fixture.Sha256,
            CommandLine = "composefs=?" + CommandLines.Sha256V1,
            Damage = machine => Directory.Delete(machine.PathInSysroot(State), recursive: true),
        },
        new("no etc", FaultCode.StateMissing, $"/sysroot/{State}/etc: No such file or directory")
        {
            Disk = Fixture.Sha256,
            CommandLine = "composefs=?" + CommandLines.Sha256V1,
            Damage = machine => Directory.Delete(machine.PathInSysroot(State + "/etc"), recursive: true),
        },
        new("no var", FaultCode.StateMissing, $"/sysroot/{State}/var: No such file or directory")
        {
            Disk = Fixture.Sha256,
            CommandLine = "composefs=?" + CommandLines.Sha256V1,
            Damage = machine => Directory.Delete(machine.PathInSysroot(State + "/var"), recursive: true),
        },
        new("var is a link that leaves the disk", FaultCode.PathRefused, $"/sysroot/{State}/var has a link that leaves /sysroot")
        {
            Disk = Fixture.Sha256,
            CommandLine = "composefs=?" + CommandLines.Sha256V1,
            Damage = machine => ReplaceByLink(machine, State + "/var", "/run"),
        },
        new("etc is a link", FaultCode.PathRefused, $"/sysroot/{EtcA} has a symbolic link where none is allowed")
        {
            Damage = machine => ReplaceByLink(machine, EtcA, "usr"),
        },
        new("etc is a file", FaultCode.StateMissing, $"/sysroot/{EtcA} must be a directory, but is a regular file")
        {
            Damage = machine =>
            {
                Directory.Delete(machine.PathInSysroot(EtcA), recursive: true);
                File.WriteAllText(machine.PathInSysroot(EtcA), "");
            },
        },
        new("an overlay's directory is missing on a read-only disk", FaultCode.StateReadOnly, $"/sysroot/{State}/etc/upper must be writable: Read-only file system")
        {
            Disk = Fixture.Sha256,
            CommandLine = "composefs=?" + CommandLines.Sha256V1,
            Damage = machine => machine.Shell($"rm -r sysroot/{State}/etc/work; mount -o remount,ro sysroot"),
        },
        new("an overlay on a read-only disk", FaultCode.StateReadOnly, $"/sysroot/{State}/etc/upper must be writable: Read-only file system")
        {
            Disk = Fixture.Sha256,
            CommandLine = "composefs=?" + CommandLines.Sha256V1,
            Damage = machine => machine.Shell("mount -o remount,ro sysroot"),
        },
        new("a kernel that refuses a mount", FaultCode.MountFailed, "mount the image: erofs, ro") { Inject = "fsconfig:error=EPERM:when=2+" },
        // The first fsconfig call probes overlayfs with an option that does not exist; Linux before 6.5
        // accepts it.
        new("a kernel without data-only layers and an image that does not hide its objects", FaultCode.KernelTooOld, "the image does not hide the directories of its objects")
        {
            Disk = Fixture.Sha256,
            CommandLine = "composefs=?" + CommandLines.Sha256V2,
            Inject = "fsconfig:retval=0:when=1",
        },
        // The first two fsconfig calls probe overlayfs: Linux before 6.5 accepts any option, 6.5
        // does not know verity.
        new("a kernel without verity in overlayfs", FaultCode.KernelTooOld, NeedsVerity)
        {
            Configuration = "[composefs]\nenabled = verity\n",
            Inject = "fsconfig:error=EINVAL:when=2",
        },
        new("a kernel without verity in overlayfs, and a digest", FaultCode.KernelTooOld, NeedsVerity)
        {
            Disk = Fixture.Sha256,
            CommandLine = "composefs=" + CommandLines.Sha256V1,
            Inject = "fsconfig:retval=0:when=1",
        },
        new("a disk that gives errors", FaultCode.DiskUnreadable, $"/sysroot/{CommandLines.DeploymentA}/.ostree.cfs: fs-verity can't be measured: Input/output error")
        {
            Inject = "ioctl:error=EIO",
        },
    ];

    private static void ReplaceByLink(ScratchInitramfs machine, string path, string target) =>
        machine.Shell($"rm -rf 'sysroot/{path}'; ln -s '{target}' 'sysroot/{path}'");
}
