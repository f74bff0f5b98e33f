using System.Collections.Generic;

namespace PrepareRoot.Formats;

/// <summary>The keys that a TOML file has defined so far, and the rules by which no key is defined twice.</summary>
internal sealed class TomlKeys
{
    private enum Definition
    {
        /// <summary>A value.</summary>
        Value,

        /// <summary>By <c>[table]</c>.</summary>
        Header,

        /// <summary>As a part of the name of another <c>[table.in.it]</c>: may still get a header of its own.</summary>
        Parent,

        /// <summary>As a part of a dotted key: may get more keys that way, but no header.</summary>
        Dotted,
    }

    private const string TooDeep = "a key of more than 8 parts";

    private readonly Dictionary<string, Definition> _definitions = [];
    private readonly List<TomlEntry> _entries = [];
    private string _table = "";
    private int _tableDepth;

    internal TomlEntry[] ToArray() => _entries.ToArray();

    /// <summary>Defines a table by its header; the keys that follow are its own. Returns what is wrong, or null.</summary>
    internal string? AddTable(List<string> parts, int line, int column)
    {
        if (parts.Count > TomlFile.MaxDepth) return TooDeep;

        var key = "";
        for (var i = 0; i < parts.Count; i++)
        {
            key = Join(key, parts[i]);
            var last = i == parts.Count - 1;
            if (!_definitions.TryGetValue(key, out var definition))
            {
                _entries.Add(new TomlEntry(key, TomlKind.Table, "", line, column));
                _definitions[key] = last ? Definition.Header : Definition.Parent;
            }
            else if (last && definition == Definition.Parent)
            {
                _definitions[key] = Definition.Header;
            }
            else if (last || definition == Definition.Value)
            {
                return Defined(key);
            }
        }
        _table = key;
        _tableDepth = parts.Count;
        return null;
    }

    /// <summary>Defines a key of the current table. Returns what is wrong, or null.</summary>
    internal string? AddValue(List<string> parts, TomlKind kind, string text, int line, int column)
    {
        if (_tableDepth + parts.Count > TomlFile.MaxDepth) return TooDeep;

        var key = _table;
        for (var i = 0; i < parts.Count - 1; i++)
        {
            key = Join(key, parts[i]);
            if (_definitions.TryAdd(key, Definition.Dotted))
                _entries.Add(new TomlEntry(key, TomlKind.Table, "", line, column));
            else if (_definitions[key] != Definition.Dotted)
                return Defined(key);
        }
        key = Join(key, parts[^1]);
        if (!_definitions.TryAdd(key, Definition.Value)) return Defined(key);
        _entries.Add(new TomlEntry(key, kind, text, line, column));
        return null;
    }

    private static string Defined(string key) => OffendingText.Quote(key) + " is defined already";

    private static string Join(string table, string part) => table.Length == 0 ? part : table + "." + part;
}
