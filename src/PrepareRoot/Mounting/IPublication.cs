using PrepareRoot.Faults;

namespace PrepareRoot.Mounting;

/// <summary>
/// What becomes visible together with the new root: its record. A root is never there without one.
/// </summary>
internal interface IPublication
{
    /// <summary>
    /// Makes it visible. Nothing but the change of the mounts is left to do then.
    /// </summary>
    /// <returns>Null, or why it failed. Nothing of it is visible then.</returns>
    Fault? Publish();

    /// <summary>Makes it invisible again: the change of the mounts failed.</summary>
    void Withdraw();
}
