namespace PrepareRoot.Faults;

/// <summary>Every kind of refusal.</summary>
internal sealed partial class FaultCode
{
    internal static readonly FaultCode Usage = new(
        "usage",
        "The program was called with arguments that it does not have.",
        "Call it as: prepare-root [SYSROOT] [KERNEL_CMDLINE] (--help lists its other names). In the initramfs, look at ExecStart= of prepare-root.service.",
        UsageStatus);

    internal static readonly FaultCode NotRoot = new(
        "not-root",
        "The program does not run as root, and only root may mount.",
        "Run it as root. On a running system it is not meant to be run by hand.");

    internal static readonly FaultCode InitramfsUnreadable = new(
        "initramfs-unreadable",
        "A file that every initramfs has, or a configuration file that exists, can't be read.",
        "Mount /proc before prepare-root runs. If the file named belongs to the initramfs, rebuild it.");

    internal static readonly FaultCode NoRootRequested = new(
        "no-root-requested",
        "The kernel command line names neither a deployment nor an image.",
        "Add ostree=, composefs= or composefs.digest= to the boot entry. The boot loader's editor does it for one boot.");

    internal static readonly FaultCode KernelArgumentMalformed = new(
        "kernel-argument-malformed",
        "An argument on the kernel command line does not have the form that it must have.",
        "Correct the argument in the boot entry. composefs= takes 64 or 128 hexadecimal digits, composefs.digest= takes v1-sha512-12: and the digits.");

    internal static readonly FaultCode ConfigurationMalformed = new(
        "configuration-malformed",
        "A configuration file has a syntax error, or a value that its key does not allow.",
        "Correct the line named, then rebuild the initramfs, which has its own copy of the file. Until then, boot another entry.");

    internal static readonly FaultCode ConfigurationContradictory = new(
        "configuration-contradictory",
        "The configuration asks for two things that exclude each other.",
        "Remove one of the settings named, then rebuild the initramfs. Until then, boot another entry.");

    internal static readonly FaultCode FloorLowered = new(
        "floor-lowered",
        "The kernel command line asks for less verification than the configuration in the initramfs.",
        "Remove the argument from the boot entry. The command line may ask for more verification than the initramfs, never for less.");

    internal static readonly FaultCode RunMissing = new(
        "run-missing",
        "There is no /run to write the record of the boot to.",
        "Mount a tmpfs at /run in the initramfs before prepare-root runs.");

    internal static readonly FaultCode RecordUnwritable = new(
        "record-unwritable",
        "The record of the boot can't be written to /run.",
        "Check that /run is a writable tmpfs with some kilobytes free.");

    internal static readonly FaultCode SysrootMissing = new(
        "sysroot-missing",
        "The directory where the disk should be mounted does not exist.",
        "Check that root= names the disk and that the initramfs mounts it: systemctl status sysroot.mount.");

    internal static readonly FaultCode SysrootNotMounted = new(
        "sysroot-not-mounted",
        "The disk is not mounted where it should be.",
        "Check that root= names the disk and that the initramfs mounts it: systemctl status sysroot.mount.");

    internal static readonly FaultCode SysrootForeign = new(
        "sysroot-foreign",
        "SYSROOT is already a prepared root, and this program has no record of having made it.",
        "Remove the other program that prepares the root (dracut modules ostree, bootc) from the initramfs, or systemd.volatile=overlay from the command line, and reboot.");

    internal static readonly FaultCode DeploymentMissing = new(
        "deployment-missing",
        "The deployment that ostree= names is not on the disk.",
        "Boot another entry. Then compare ostree= of this one with the links below /ostree/boot.1.");

    internal static readonly FaultCode DeploymentLinkMalformed = new(
        "deployment-link-malformed",
        "What ostree= names is not a link to a deployment as libostree makes them.",
        "Boot another entry. Then make the link again, or remove this entry.");

    internal static readonly FaultCode PathRefused = new(
        "path-refused",
        "A path on the disk has a symbolic link that leaves the disk, or a link where the format has none.",
        "The layout of the disk was changed. Boot another entry and deploy again.");

    internal static readonly FaultCode DiskUnreadable = new(
        "disk-unreadable",
        "Reading the disk failed.",
        "Check the disk (fsck, the kernel's log). Boot another entry or restore from a backup.");

    internal static readonly FaultCode StateMissing = new(
        "state-missing",
        "A directory with this machine's own state (/etc, /var, the deployment) is missing or is not a directory.",
        "Boot another entry and deploy again, or make the directory named.");

    internal static readonly FaultCode StateAmbiguous = new(
        "state-ambiguous",
        "The deployment's own etc may be a whole copy of /etc or the upper and work directories of an overlay, and nothing says which.",
        "Boot another entry. Then remove what does not belong there, or set etc.mount in setup-root-conf.toml and rebuild the initramfs.");

    internal static readonly FaultCode StateReadOnly = new(
        "state-read-only",
        "Changes to /etc are kept on the disk (in upper and work), but the disk is mounted read-only.",
        "Replace ro with rw on the kernel command line.");

    internal static readonly FaultCode HotfixIncomplete = new(
        "hotfix-incomplete",
        "The deployment has a hotfix of /usr (ostree admin unlock --hotfix), but one of its two directories is missing or is not a directory.",
        "Boot another entry, then deploy again. Or make .usr-ovl-upper in the deployment, empty; or remove .usr-ovl-work, which discards the hotfix.");

    internal static readonly FaultCode ObjectsMissing = new(
        "objects-missing",
        "The directory of objects, which hold the content of the image's files, is missing or is not a directory.",
        "The repository is damaged: boot from other media and restore it.");

    internal static readonly FaultCode ImageMissing = new(
        "image-missing",
        "The requested image is not on the disk.",
        "Boot another entry. If this is a new image, its installation was not completed: install it again.");

    internal static readonly FaultCode ImageNotRegular = new(
        "image-not-regular",
        "The image is a directory, a device, a FIFO or a socket.",
        "The image was replaced. Boot another entry and install the image again.");

    internal static readonly FaultCode ImageMalformed = new(
        "image-malformed",
        "The image is empty, truncated or not an EROFS image.",
        "Boot another entry and install the image again.");

    internal static readonly FaultCode ImageDamaged = new(
        "image-damaged",
        "The content of the image can't be read: the disk fails, or the image was changed after its fs-verity was enabled.",
        "Boot another entry and install the image again. The kernel's log says whether the disk fails or fs-verity found the change.");

    internal static readonly FaultCode ImageWithoutVerity = new(
        "image-without-verity",
        "The image must have fs-verity, and has none.",
        "Enable fs-verity on the image and its objects (fsverity enable) on a file system that has the feature (ext4: tune2fs -O verity).");

    internal static readonly FaultCode ImageDigestDiffers = new(
        "image-digest-differs",
        "The image does not have the digest that is asked for: it is another image, or it was changed.",
        "Boot another entry. If the digest on the command line was typed by hand, correct it. If it was not, the image was replaced.");

    internal static readonly FaultCode MountPointMissing = new(
        "mount-point-missing",
        "The image lacks a directory that something has to be mounted on.",
        "Add the directory (/etc, /var; for ostree /sysroot) to the tree that the image is made from.");

    internal static readonly FaultCode DirectoryMissing = new(
        "directory-missing",
        "A directory that an option names (--target, --root-fs) is missing or is not a directory.",
        "Make it, or correct the option where the program is called.");

    internal static readonly FaultCode MountFailed = new(
        "mount-failed",
        "The kernel refused a mount.",
        "Check that the kernel has erofs, overlay and loop, or that the initramfs has their modules, and what dmesg says.");

    internal static readonly FaultCode KernelTooOld = new(
        "kernel-too-old",
        "The kernel can't do what is asked for. The message says what that is and which version can.",
        "Boot an entry with a newer kernel. An old kernel never lowers what is verified.");

    internal static readonly FaultCode CommitFailed = new(
        "commit-failed",
        "The new root could not be put in the place of the disk.",
        "Look at what is mounted at SYSROOT (findmnt -R /sysroot) and what dmesg says.");

    internal static readonly FaultCode InitMissing = new(
        "init-missing",
        "The new root has no init that the kernel can start: no such program, or one that is empty or not executable.",
        "Boot another entry. Then add the program, or the link, to the tree that the image is made from, or correct init= of the entry.");

    internal static readonly FaultCode InitUnreadable = new(
        "init-unreadable",
        "Init of the new root, its interpreter or its C library can't be read: an object is missing or damaged, or lacks fs-verity.",
        "Boot another entry. Then see what is damaged and repair it (prepare-rootctl check; prepare-rootctl why PATH).");

    internal static readonly FaultCode CommitMalformed = new(
        "commit-malformed",
        "A commit object of the repository, or the file with its signatures, is not what libostree writes.",
        "Boot another entry and deploy again. The repository may be damaged (ostree fsck).");

    internal static readonly FaultCode KeysMalformed = new(
        "keys-malformed",
        "Signatures are required, but the file with the public keys is missing, empty, or has a line that is not a key.",
        "Put the base64 of an Ed25519 public key, one a line, into the file that composefs.keypath names, and rebuild the initramfs.");

    internal static readonly FaultCode SignatureInvalid = new(
        "signature-invalid",
        "A signature is required, and there is none, or none by a key in the initramfs.",
        "Boot another entry. If the image is yours, sign it (prepare-rootctl sign, or ostree with --sign-type=ed25519), or add the key.");

    internal static readonly FaultCode CommitWithoutDigest = new(
        "commit-without-digest",
        "The commit has a valid signature, but its metadata has no digest of its composefs image.",
        "Boot another entry. Commit the tree again with --generate-composefs-metadata, then sign and deploy it.");

    internal static readonly FaultCode TooOld = new(
        "too-old",
        "The commit has a valid signature, but it is older than composefs.not-before allows, or nothing signed says how old it is.",
        "Boot a newer deployment. If this one is wanted, lower not-before and rebuild the initramfs.");

    internal static readonly FaultCode MeasurementFailed = new(
        "measurement-failed",
        "The configuration asks for the image to be measured into the TPM, and that failed.",
        "Check that the machine has a TPM 2.0, and the initramfs systemd-pcrextend and the TPM's driver; or remove measure.pcr.");
}
