namespace PrepareRoot.Faults;

/// <summary>The kinds of refusal. Their names, summaries and remedies are in <c>Reporting/FaultCatalogue.cs</c>.</summary>
internal enum FaultCode
{
    /// <summary>The program was called with arguments that it does not have.</summary>
    Usage,

    /// <summary>The process is not root's.</summary>
    NotRoot,

    /// <summary>A file that the initramfs must have can't be read.</summary>
    InitramfsUnreadable,

    /// <summary>The kernel command line asks for no root of ours.</summary>
    NoRootRequested,

    /// <summary>An argument on the kernel command line is malformed.</summary>
    KernelArgumentMalformed,

    /// <summary>A configuration file has a syntax error or a value that its key does not allow.</summary>
    ConfigurationMalformed,

    /// <summary>Two settings that can't both be had.</summary>
    ConfigurationContradictory,

    /// <summary>The command line asks for less verification than the initramfs.</summary>
    FloorLowered,

    /// <summary>There is no /run to leave the record in.</summary>
    RunMissing,

    /// <summary>The record can't be written.</summary>
    RecordUnwritable,

    /// <summary>There is no SYSROOT.</summary>
    SysrootMissing,

    /// <summary>SYSROOT is not where a disk is mounted.</summary>
    SysrootNotMounted,

    /// <summary>SYSROOT is a root that was made already, but not by this program.</summary>
    SysrootForeign,

    /// <summary>The deployment that is asked for is not on the disk.</summary>
    DeploymentMissing,

    /// <summary>What names the deployment is not the link that libostree makes.</summary>
    DeploymentLinkMalformed,

    /// <summary>A path on the disk leaves the disk, or has a link where none belongs.</summary>
    PathRefused,

    /// <summary>The disk can't be read.</summary>
    DiskUnreadable,

    /// <summary>The directory for the machine's state is missing or not one.</summary>
    StateMissing,

    /// <summary>The machine's state must be written to, but its disk is read-only.</summary>
    StateReadOnly,

    /// <summary>Of the two directories of a hotfix, one is missing or not one.</summary>
    HotfixIncomplete,

    /// <summary>The directory of the objects is missing or not one.</summary>
    ObjectsMissing,

    /// <summary>The image that is asked for is not on the disk.</summary>
    ImageMissing,

    /// <summary>The image is not a regular file.</summary>
    ImageNotRegular,

    /// <summary>The image is not a whole EROFS image.</summary>
    ImageMalformed,

    /// <summary>The image has no fs-verity, and it is asked for.</summary>
    ImageWithoutVerity,

    /// <summary>The image's digest is another one than the one asked for.</summary>
    ImageDigestDiffers,

    /// <summary>The image has no directory where something has to be mounted.</summary>
    MountPointMissing,

    /// <summary>A directory that an option names is missing.</summary>
    DirectoryMissing,

    /// <summary>The kernel refused a mount.</summary>
    MountFailed,

    /// <summary>The kernel can't do what is asked for; a newer one could.</summary>
    KernelTooOld,

    /// <summary>The new root could not be put in place.</summary>
    CommitFailed,

    /// <summary>The new root has no init that can be started.</summary>
    InitMissing,

    /// <summary>An ostree commit object, or the detached metadata beside it, is not what libostree writes.</summary>
    CommitMalformed,

    /// <summary>The file with the public keys is missing, empty, or has a line that is no key.</summary>
    KeysMalformed,

    /// <summary>A signature is asked for, and none that is there is valid.</summary>
    SignatureInvalid,

    /// <summary>A validly signed commit does not say which image is its.</summary>
    CommitWithoutDigest,

    /// <summary>What is signed is older than what the initramfs accepts.</summary>
    TooOld,

    /// <summary>The measurement that is asked for can't be made.</summary>
    MeasurementFailed,
}
