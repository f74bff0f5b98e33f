using System.Collections.Generic;

namespace PrepareRoot.Formats;

/// <summary>A key that is defined, and the keys in it.</summary>
/// <param name="key">The whole key; null in an array, where a key has no single name.</param>
/// <param name="depth">How many levels of keys and arrays it is below the file.</param>
/// <param name="definition">By what it is defined.</param>
internal sealed class TomlTable(string? key, int depth, TomlDefinition definition)
{
    private Dictionary<string, TomlTable>? _children;

    internal string? Key => key;

    internal int Depth => depth;

    internal TomlDefinition Definition { get; set; } = definition;

    internal TomlTable? Find(string part) => _children is not null && _children.TryGetValue(part, out var child) ? child : null;

    /// <summary>Adds a key that is not there yet.</summary>
    internal TomlTable Add(string part, TomlDefinition definition)
    {
        var child = new TomlTable(NameOf(part), depth + 1, definition);
        (_children ??= []).Add(part, child);
        return child;
    }

    /// <summary>Begins the next table of an array of tables.</summary>
    internal void Clear() => _children = null;

    /// <summary>The whole name of a key in this table; null if it has no single one.</summary>
    internal string? NameOf(string part)
    {
        if (key is null || Definition == TomlDefinition.ArrayOfTables) return null;
        var name = key.Length == 0 ? Quoted(part) : key + "." + Quoted(part);
        return name.Length > OffendingText.MaxChars ? name[..(OffendingText.MaxChars + 1)] : name;
    }

    private static string Quoted(string part)
    {
        foreach (var c in part)
        {
            if (!IsBare(c)) return "\"" + part.Replace("\\", "\\\\").Replace("\"", "\\\"") + "\"";
        }
        return part.Length > 0 ? part : "\"\"";
    }

    /// <summary>Whether the character may be in a key without quotes.</summary>
    internal static bool IsBare(char c) => char.IsAsciiLetterOrDigit(c) || c is '_' or '-';
}
