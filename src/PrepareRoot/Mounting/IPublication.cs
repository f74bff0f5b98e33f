using PrepareRoot.Faults;

namespace PrepareRoot.Mounting;

/// <summary>
/// The record of the new root. It is published right before the root is put in place, so that no
/// root exists without a record.
/// </summary>
internal interface IPublication
{
    /// <summary>Makes the record visible. Only the change of the mounts follows.</summary>
    /// <returns>Null, or the fault. After a fault nothing of the record is visible.</returns>
    Fault? Publish();

    /// <summary>Removes the record, because the change of the mounts failed.</summary>
    void Withdraw();
}
