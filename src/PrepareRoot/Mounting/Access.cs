namespace PrepareRoot.Mounting;

/// <summary>
/// Whether a mount is read-only. A mount that is not is writable only if its file system is.
/// </summary>
internal enum Access
{
    /// <summary>As the mount that is cloned.</summary>
    Inherited,

    /// <summary>Set MOUNT_ATTR_RDONLY.</summary>
    ReadOnly,

    /// <summary>Clear MOUNT_ATTR_RDONLY.</summary>
    Writable,
}
