namespace PrepareRoot.Mounting;

/// <summary>Whether a mount can be written to, as far as the file system below can.</summary>
internal enum Access
{
    /// <summary>As the mount that it is taken from.</summary>
    Inherited,

    /// <summary>No.</summary>
    ReadOnly,

    /// <summary>Yes.</summary>
    Writable,
}
