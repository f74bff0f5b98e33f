namespace PrepareRoot.Formats;

/// <summary>What a key in a TOML file has.</summary>
internal enum TomlKind
{
    /// <summary>Keys of its own.</summary>
    Table,

    /// <summary>A string; the text is its content.</summary>
    Text,

    /// <summary><c>true</c> or <c>false</c>.</summary>
    Boolean,

    /// <summary>A decimal integer; the text is as written.</summary>
    Number,
}
