namespace PrepareRoot.MountTests.EveryCall;

/// <summary>How a run ended in which a call failed, or that was killed at a call.</summary>
internal enum Outcome
{
    /// <summary>It was refused with a code, and the machine is as before.</summary>
    Refused,

    /// <summary>The call is not essential: the root is prepared as without the failure.</summary>
    Complete,

    /// <summary>
    /// The runtime ended the program before <c>Main</c>, without a message. The machine is as
    /// before.
    /// </summary>
    Died,

    /// <summary>The run did not come to the call. The calls of other threads are a race.</summary>
    NotReached,

    /// <summary>Killed: SYSROOT is the disk, and nothing remains.</summary>
    Old,

    /// <summary>
    /// Killed: SYSROOT is the disk. Something remains in <c>/run</c>, on the disk or beneath the
    /// disk's mount, and the next run removed or replaced it.
    /// </summary>
    OldWithRemains,

    /// <summary>Killed: SYSROOT is the new root.</summary>
    New,

    /// <summary>
    /// SYSROOT is the new root, whether the run was killed or not. An earlier record remains in
    /// <c>/run</c> by another name, or the disk's second mount, and the next run removed it.
    /// </summary>
    NewWithRemains,

    /// <summary>Killed: nothing is mounted at SYSROOT.</summary>
    Nothing,

    /// <summary>Anything else. There must be none.</summary>
    Violation,
}
