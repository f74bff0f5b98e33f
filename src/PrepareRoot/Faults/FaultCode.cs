namespace PrepareRoot.Faults;

/// <summary>
/// A kind of refusal: its stable name, its meaning and the remedy. <c>docs/faults.md</c> is
/// generated from these.
/// </summary>
internal sealed partial class FaultCode
{
    /// <summary>Exit status of every refusal but <see cref="Usage"/>.</summary>
    internal const int RefusedStatus = 1;

    /// <summary>Exit status of <see cref="Usage"/>.</summary>
    internal const int UsageStatus = 2;

    /// <summary>All of them, in the order of the documentation.</summary>
    internal static FaultCode[] All =>
    [
        Usage, NotRoot, InitramfsUnreadable, NoRootRequested, KernelArgumentMalformed, ConfigurationMalformed,
        ConfigurationContradictory, FloorLowered, RunMissing, RecordUnwritable, SysrootMissing, SysrootNotMounted,
        SysrootForeign, DeploymentMissing, DeploymentLinkMalformed, PathRefused, DiskUnreadable, StateMissing,
        StateAmbiguous, StateReadOnly, HotfixIncomplete, ObjectsMissing, ImageMissing, ImageNotRegular, ImageMalformed,
        ImageDamaged, ImageWithoutVerity, ImageDigestDiffers, MountPointMissing, DirectoryMissing, MountFailed, KernelTooOld,
        CommitFailed, InitMissing, InitUnreadable, CommitMalformed, KeysMalformed, SignatureInvalid, CommitWithoutDigest, TooOld,
        MeasurementFailed,
    ];

    private FaultCode(string name, string meaning, string remedy, int exitStatus = RefusedStatus)
    {
        Name = name;
        Meaning = meaning;
        Remedy = remedy;
        ExitStatus = exitStatus;
    }

    /// <summary>The stable name, as in messages and the journal.</summary>
    internal string Name { get; }

    internal string Meaning { get; }

    internal string Remedy { get; }

    /// <summary>The exit status of the process.</summary>
    internal int ExitStatus { get; }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
