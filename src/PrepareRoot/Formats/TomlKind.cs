namespace PrepareRoot.Formats;

/// <summary>The type of a TOML key.</summary>
internal enum TomlKind
{
    /// <summary>A table, inline or not: it has keys of its own.</summary>
    Table,

    /// <summary>An array, or an array of tables.</summary>
    Array,

    /// <summary>A string; the text is its content.</summary>
    Text,

    /// <summary><c>true</c> or <c>false</c>.</summary>
    Boolean,

    /// <summary>An integer or a float; the text is as written.</summary>
    Number,

    /// <summary>A date, a time or both; the text is as written.</summary>
    Date,
}
