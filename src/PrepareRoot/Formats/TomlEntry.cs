using System.Globalization;
using PrepareRoot.Faults;

namespace PrepareRoot.Formats;

/// <summary>One key of a TOML file, and where it first stands.</summary>
/// <param name="Key">The whole key, tables first: <c>etc.mount</c>. Parts that need quotes have them.</param>
/// <param name="Kind">What it has.</param>
/// <param name="Text">The value; empty for a table.</param>
/// <param name="Line">Number of the line, counted from 1.</param>
/// <param name="Column">Number of the character in the line, counted from 1: where the value begins, or the key of a table.</param>
internal sealed record TomlEntry(string Key, TomlKind Kind, string Text, int Line, int Column)
{
    /// <summary>The fault that this key must be something else; <paramref name="problem"/> goes on from the key.</summary>
    public Fault Malformed(string path, string problem) => new(
        FaultCode.ConfigurationMalformed,
        Position(path, Line, Column) + ": " + Key + " " + problem + ", but is " + Kind switch
        {
            TomlKind.Table => "a table",
            TomlKind.Text => "the string " + OffendingText.Quote(Text),
            _ => OffendingText.Quote(Text),
        });

    internal static string Position(string path, int line, int column) =>
        path + ":" + line.ToString(CultureInfo.InvariantCulture) + ":" + column.ToString(CultureInfo.InvariantCulture);
}
