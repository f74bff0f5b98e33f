using PrepareRoot.Faults;

namespace PrepareRoot.Formats;

/// <summary>One key of a TOML file, and where it first stands.</summary>
/// <param name="Key">
/// The whole key, tables first: <c>etc.mount</c>. Parts that need quotes have them. It is cut where
/// no message would print more of it.
/// </param>
/// <param name="Kind">Its type.</param>
/// <param name="Text">The value; empty for a table and an array.</param>
/// <param name="Line">Number of the line, counted from 1.</param>
/// <param name="Column">
/// Number of the character in the line, counted from 1: where the value begins; for a table or an
/// array of tables without a value, where the key begins that defines it.
/// </param>
internal sealed record TomlEntry(string Key, TomlKind Kind, string Text, int Line, int Column)
{
    /// <summary>
    /// The fault that this key must be something else; <paramref name="problem"/> follows the key
    /// in the message.
    /// </summary>
    public Fault Malformed(string path, string problem) => new(
        FaultCode.ConfigurationMalformed,
        new TomlPosition(Line, Column).In(path) + ": " + Key + " " + problem + ", but is " + Kind switch
        {
            TomlKind.Table => "a table",
            TomlKind.Array => "an array",
            TomlKind.Text => "the string " + OffendingText.Quote(Text),
            _ => OffendingText.Quote(Text),
        });
}
