namespace PrepareRoot.Formats;

/// <summary>What became of looking up a key in a dictionary.</summary>
internal enum GVariantLookup
{
    /// <summary>There is no such key.</summary>
    Absent,

    /// <summary>There it is, with a value of the type that was asked for.</summary>
    Found,

    /// <summary>Its value is of another type.</summary>
    WrongType,

    /// <summary>
    /// It is there more than once. GLib takes the first; which one was meant, nobody knows.
    /// </summary>
    Duplicate,
}
