namespace PrepareRoot.Reporting;

/// <summary>The catalogue of faults: one table, printed into <c>docs/faults.md</c>.</summary>
public static class FaultCatalogue
{
    /// <summary>Exit status of every refusal but <see cref="UsageStatus"/>.</summary>
    public const int RefusedStatus = 1;

    /// <summary>Exit status when the program was called wrongly.</summary>
    public const int UsageStatus = 2;

    private static readonly FaultEntry[] Table =
    [
        new(FaultCode.Usage, "usage",
            "The program was called with arguments that it does not have.",
            "Call it as: prepare-root [SYSROOT] [KERNEL_CMDLINE]. In the initramfs, look at ExecStart= of prepare-root.service."),
        new(FaultCode.NotRoot, "not-root",
            "The program does not run as root, and only root may mount.",
            "Run it as root; on a running system, it is not meant to be run by hand."),
        new(FaultCode.InitramfsUnreadable, "initramfs-unreadable",
            "A file that every initramfs has, or a configuration file that is there, can't be read.",
            "See that /proc is mounted before prepare-root runs; rebuild the initramfs if the file named is its own."),
        new(FaultCode.NoRootRequested, "no-root-requested",
            "The kernel command line names neither a deployment nor an image.",
            "Add ostree=, composefs= or composefs.digest= to the boot entry; the boot loader's editor does it for one boot."),
        new(FaultCode.KernelArgumentMalformed, "kernel-argument-malformed",
            "An argument on the kernel command line is not of the form that it must have.",
            "Correct the argument in the boot entry; composefs= takes 64 or 128 hexadecimal digits, composefs.digest= v1-sha512-12: and the digits."),
        new(FaultCode.ConfigurationMalformed, "configuration-malformed",
            "A configuration file has a syntax error, or a value that its key does not allow.",
            "Correct the line named, then rebuild the initramfs, which has its own copy of the file; until then, boot another entry."),
        new(FaultCode.FloorLowered, "floor-lowered",
            "The kernel command line asks for less verification than the configuration in the initramfs.",
            "Remove the argument from the boot entry. The command line may raise what the initramfs asks for, never lower it."),
        new(FaultCode.Unsupported, "unsupported",
            "The configuration asks for something that this version of prepare-root does not do.",
            "Remove the setting and rebuild the initramfs, or use a version that has it; it is never just ignored."),
        new(FaultCode.RunMissing, "run-missing",
            "There is no /run to leave the record of the boot in.",
            "See that the initramfs mounts a tmpfs at /run before prepare-root runs."),
        new(FaultCode.RecordUnwritable, "record-unwritable",
            "The record of the boot can't be written to /run.",
            "See that /run is a writable tmpfs with some kilobytes free."),
        new(FaultCode.SysrootMissing, "sysroot-missing",
            "The directory where the disk should be mounted does not exist.",
            "See that root= names the disk and that the initramfs mounts it: systemctl status sysroot.mount."),
        new(FaultCode.SysrootNotMounted, "sysroot-not-mounted",
            "The disk is not mounted where it should be.",
            "See that root= names the disk and that the initramfs mounts it: systemctl status sysroot.mount."),
        new(FaultCode.SysrootForeign, "sysroot-foreign",
            "There is a root at SYSROOT already, and this program has no record of having made it.",
            "Remove the other program that prepares the root (dracut modules ostree, bootc) from the initramfs, and reboot."),
        new(FaultCode.DeploymentMissing, "deployment-missing",
            "The deployment that ostree= names is not on the disk.",
            "Boot another entry; then compare ostree= of this one with the links below /ostree/boot.1 (ostree admin status)."),
        new(FaultCode.DeploymentLinkMalformed, "deployment-link-malformed",
            "What ostree= names is not a link to a deployment, as libostree makes them.",
            "Boot another entry, then let ostree write the links and entries anew (ostree admin deploy)."),
        new(FaultCode.PathRefused, "path-refused",
            "A path on the disk has a symbolic link that leaves the disk, or one where the format has none.",
            "Somebody or something changed the disk's layout: boot another entry and deploy anew."),
        new(FaultCode.DiskUnreadable, "disk-unreadable",
            "The disk gave an error when it was read.",
            "Check the disk (fsck, the kernel's log); boot another entry or restore from a backup."),
        new(FaultCode.StateMissing, "state-missing",
            "A directory that holds this machine's own state (/etc, /var, the deployment) is missing or is something else.",
            "Boot another entry and deploy anew, or make the directory named."),
        new(FaultCode.StateReadOnly, "state-read-only",
            "A directory for changes to /etc has to be made, but the disk is mounted read-only.",
            "Replace ro with rw on the kernel command line."),
        new(FaultCode.ObjectsMissing, "objects-missing",
            "The directory of objects, the content of the image's files, is missing or is something else.",
            "The repository is damaged: boot from other media and restore it."),
        new(FaultCode.ImageMissing, "image-missing",
            "The image that is asked for is not on the disk.",
            "Boot another entry. If this is a new image, its installation was not completed: install it again."),
        new(FaultCode.ImageNotRegular, "image-not-regular",
            "The image is a directory, a device, a FIFO or a socket.",
            "Somebody or something replaced the image: boot another entry and install the image again."),
        new(FaultCode.ImageMalformed, "image-malformed",
            "The image is empty, truncated or not an EROFS image.",
            "Boot another entry and install the image again."),
        new(FaultCode.ImageWithoutVerity, "image-without-verity",
            "The image must have fs-verity, and has none.",
            "Enable fs-verity on the image and its objects (fsverity enable) on a file system that has the feature (ext4: tune2fs -O verity)."),
        new(FaultCode.ImageDigestDiffers, "image-digest-differs",
            "The image is another one than the one asked for, or was changed.",
            "Boot another entry. If the digest on the command line was typed by hand, correct it; if it was not, the image was replaced."),
        new(FaultCode.MountPointMissing, "mount-point-missing",
            "The image lacks a directory that something has to be mounted on.",
            "Add the directory (/etc, /var; for ostree /sysroot) to the tree that the image is made from."),
        new(FaultCode.MountFailed, "mount-failed",
            "The kernel refused a mount.",
            "See that the kernel has, or the initramfs has the modules of, erofs, overlay and loop, and what dmesg says."),
        new(FaultCode.CommitFailed, "commit-failed",
            "The new root could not be put in the place of the disk.",
            "See what is mounted at SYSROOT (findmnt -R /sysroot) and what dmesg says."),
        new(FaultCode.CommitMalformed, "commit-malformed",
            "A commit object of the repository, or the signatures beside it, are not what libostree writes.",
            "Boot another entry and deploy anew; the repository may be damaged (ostree fsck)."),
    ];

    /// <summary>All of them, in the order of <see cref="FaultCode"/>.</summary>
    public static System.ReadOnlySpan<FaultEntry> Entries => Table;

    /// <summary>The row of a code.</summary>
    public static FaultEntry Of(FaultCode code) => Table[(int)code];
}
