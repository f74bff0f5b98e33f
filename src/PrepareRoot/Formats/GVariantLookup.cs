namespace PrepareRoot.Formats;

/// <summary>The result of looking up a key in a dictionary.</summary>
internal enum GVariantLookup
{
    /// <summary>There is no such key.</summary>
    Absent,

    /// <summary>The key has a value of the expected type.</summary>
    Found,

    /// <summary>The key has a value of another type.</summary>
    WrongType,

    /// <summary>
    /// The key occurs more than once. GLib uses the first, but it is unknown which one was meant.
    /// </summary>
    Duplicate,
}
