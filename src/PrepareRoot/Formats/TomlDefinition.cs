namespace PrepareRoot.Formats;

/// <summary>
/// What a key is while a file is read, by which the rules say what may still be added to it.
/// </summary>
internal enum TomlDefinition
{
    /// <summary>A value that is no table, an array that is written as one included.</summary>
    Value,

    /// <summary>An inline table: complete with its closing brace.</summary>
    Inline,

    /// <summary>
    /// A table with a header of its own: <c>[table]</c>. Also the file's own table.
    /// </summary>
    Header,

    /// <summary>
    /// A table without a header, by <c>[table.in.it]</c>: may still get one, or keys by a dotted
    /// key.
    /// </summary>
    Parent,

    /// <summary>
    /// A table by a dotted key: may get more dotted keys, and tables in it, but no header.
    /// </summary>
    Dotted,

    /// <summary>An array of tables, by <c>[[array]]</c>: its last table.</summary>
    ArrayOfTables,
}
