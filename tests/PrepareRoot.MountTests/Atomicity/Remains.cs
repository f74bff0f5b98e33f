namespace PrepareRoot.MountTests.Atomicity;

/// <summary>
/// What a run that ends at a certain call may leave behind. The next run removes or replaces it.
/// </summary>
public enum Remains
{
    /// <summary>Nothing.</summary>
    Nothing,

    /// <summary>
    /// The record or a part of it, and nothing else: between the first call that publishes it and
    /// the call that attaches the new root.
    /// </summary>
    Record,

    /// <summary>
    /// The new root beneath the old one, and the record or a part of it: between the call that
    /// attaches the new root and the call that detaches the old one.
    /// </summary>
    HiddenRoot,
}
