using System;
using System.Collections.Generic;
using PrepareRoot.Faults;
using PrepareRoot.Linux;

namespace PrepareRoot.Formats;

/// <summary>
/// Reads the keys, tables and arrays of a TOML file, and keeps the rule that nothing is defined
/// twice.
/// </summary>
internal sealed class TomlReader(TomlScanner scanner)
{
    private readonly List<TomlEntry> _entries = [];
    private readonly TomlTable _root = new("", 0, TomlDefinition.Header);
    private int _keys;

    internal TomlEntry[] ToArray() => _entries.ToArray();

    /// <summary>Reads up to the end of the file or the first error.</summary>
    internal Fault? ReadFile()
    {
        var table = _root;
        while (!scanner.IsAtEnd)
        {
            scanner.SkipSpaces();
            Fault? fault = null;
            if (scanner.Next == '[')
                fault = ReadHeader(out table);
            else if (!scanner.IsAtEnd && !scanner.IsAtNewline && scanner.Next is not ('#' or '\r'))
                fault = ReadKeyAndValue(table);
            fault ??= scanner.ReadEndOfLine();
            if (fault is not null) return fault;
        }
        return null;
    }

    // [table] or [[array of tables]]
    private Fault? ReadHeader(out TomlTable table)
    {
        table = _root;
        scanner.Skip(1);
        var isArray = scanner.TrySkip('[');
        scanner.SkipSpaces();
        var start = scanner.Mark();
        if (ReadKey(0, out var parts) is { } fault) return fault;
        if (!scanner.TrySkip(']') || (isArray && !scanner.TrySkip(']')))
            return scanner.Malformed(isArray ? "expected ']]'" : "expected ']'");

        for (var i = 0; i < parts.Count - 1; i++)
        {
            var child = table.Find(parts[i]);
            if (child is { Definition: TomlDefinition.Value or TomlDefinition.Inline }) return Defined(table, parts[i], start);
            if (child is null && DefineTable(table, parts[i], TomlDefinition.Parent, start, out child) is { } tooMany) return tooMany;
            table = child!;
        }
        return OpenTable(ref table, parts[^1], isArray, start);
    }

    private Fault? OpenTable(ref TomlTable table, string part, bool isArray, TomlPosition start)
    {
        var parent = table;
        var child = parent.Find(part);
        if (child is null)
            return DefineTable(parent, part, isArray ? TomlDefinition.ArrayOfTables : TomlDefinition.Header, start, out table);
        if (child.Definition != (isArray ? TomlDefinition.ArrayOfTables : TomlDefinition.Parent)) return Defined(parent, part, start);

        if (isArray)
            child.Clear();
        else
            child.Definition = TomlDefinition.Header;
        table = child;
        return null;
    }

    // key = value, up to the end of the value.
    private Fault? ReadKeyAndValue(TomlTable table)
    {
        var start = scanner.Mark();
        if (ReadKey(table.Depth, out var parts) is { } fault) return fault;
        if (!scanner.TrySkip('=')) return scanner.Malformed("expected '='");
        scanner.SkipSpaces();

        for (var i = 0; i < parts.Count - 1; i++)
        {
            var child = table.Find(parts[i]);
            if (child is { Definition: not (TomlDefinition.Dotted or TomlDefinition.Parent) }) return Defined(table, parts[i], start);
            if (child is null && DefineTable(table, parts[i], TomlDefinition.Dotted, start, out child) is { } tooMany) return tooMany;
            child!.Definition = TomlDefinition.Dotted;
            table = child;
        }
        if (table.Find(parts[^1]) is not null) return Defined(table, parts[^1], start);
        return Define(table, parts[^1], TomlDefinition.Value, start, out var value) ?? ReadValue(value);
    }

    // part.part."part", and the spaces after it.
    private Fault? ReadKey(int depth, out List<string> parts)
    {
        parts = [];
        var start = scanner.Mark();
        while (true)
        {
            if (scanner.Next is '"' or '\'')
            {
                if (TomlString.ReadLine(scanner, out var part) is { } fault) return fault;
                parts.Add(part);
            }
            else
            {
                var rest = scanner.Rest;
                var length = 0;
                while (length < rest.Length && TomlTable.IsBare(rest[length])) length++;
                if (length == 0) return scanner.Malformed("expected a key");
                parts.Add(rest[..length].ToString());
                scanner.Skip(length);
            }
            if (depth + parts.Count > TomlFile.MaxDepth) return scanner.Malformed(start, "nested more than " + TomlFile.MaxDepth.Text() + " levels deep");
            scanner.SkipSpaces();
            if (!scanner.TrySkip('.')) return null;
            scanner.SkipSpaces();
        }
    }

    private Fault? ReadValue(TomlTable value)
    {
        var start = scanner.Mark();
        switch (scanner.Next)
        {
            case '"' or '\'':
                if (TomlString.Read(scanner, out var text) is { } fault) return fault;
                AddEntry(value, TomlKind.Text, text, start);
                return null;
            case '[':
                AddEntry(value, TomlKind.Array, "", start);
                return ReadArray(value.Depth);
            case '{':
                AddEntry(value, TomlKind.Table, "", start);
                value.Definition = TomlDefinition.Inline;
                return ReadInlineTable(value);
            default:
                return ReadWord(value, start);
        }
    }

    private Fault? ReadArray(int depth)
    {
        if (depth > TomlFile.MaxDepth) return scanner.Malformed("nested more than " + TomlFile.MaxDepth.Text() + " levels deep");
        var element = new TomlTable(null, depth + 1, TomlDefinition.Value);
        scanner.Skip(1);
        while (true)
        {
            if (scanner.SkipLines() is { } before) return before;
            if (scanner.TrySkip(']')) return null;
            if ((ReadValue(element) ?? scanner.SkipLines()) is { } fault) return fault;
            element.Clear();
            if (!scanner.TrySkip(',') && scanner.Next != ']') return scanner.Malformed("expected ',' or ']'");
        }
    }

    // TOML 1.0 has neither newlines nor a comma at the end in it.
    private Fault? ReadInlineTable(TomlTable table)
    {
        scanner.Skip(1);
        scanner.SkipSpaces();
        if (scanner.TrySkip('}')) return null;
        while (true)
        {
            if ((SkipSpacesInLine() ?? ReadKeyAndValue(table) ?? SkipSpacesInLine()) is { } fault) return fault;
            if (scanner.TrySkip('}')) return null;
            if (!scanner.TrySkip(',')) return scanner.Malformed("expected ',' or '}'");
            scanner.SkipSpaces();
            if (scanner.Next == '}') return scanner.Malformed("a comma at the end of an inline table");
        }
    }

    private Fault? SkipSpacesInLine()
    {
        scanner.SkipSpaces();
        return scanner.Next == '#' || scanner.IsAtNewline ? scanner.Malformed("an inline table of several lines") : null;
    }

    // true, false, a number, a date.
    private Fault? ReadWord(TomlTable value, TomlPosition start)
    {
        var rest = scanner.Rest;
        var length = WordLength(rest);
        if (TomlDate.IsDateBeforeTime(rest[..length], rest[length..])) length += 1 + WordLength(rest[(length + 1)..]);

        var word = rest[..length];
        var kind = word is "true" or "false" ? TomlKind.Boolean
            : TomlNumber.IsNumber(word) ? TomlKind.Number
            : TomlKind.Date;
        if (kind == TomlKind.Date && !TomlDate.IsDateOrTime(word))
        {
            return scanner.Malformed(start, word.IsEmpty ? "expected a value"
                : char.IsAsciiLetter(word[0]) ? "expected a string in quotes, true, false, a number, a date, an array or a table"
                : "not a number or a date: " + OffendingText.Quote(word));
        }
        AddEntry(value, kind, value.Key is null ? "" : word.ToString(), start);
        scanner.Skip(length);
        return null;
    }

    private static int WordLength(ReadOnlySpan<char> text)
    {
        var length = 0;
        while (length < text.Length && (TomlTable.IsBare(text[length]) || text[length] is '+' or '.' or ':')) length++;
        return length;
    }

    private Fault? DefineTable(TomlTable table, string part, TomlDefinition definition, TomlPosition start, out TomlTable child)
    {
        if (Define(table, part, definition, start, out child) is { } fault) return fault;
        AddEntry(child, definition == TomlDefinition.ArrayOfTables ? TomlKind.Array : TomlKind.Table, "", start);
        return null;
    }

    private Fault? Define(TomlTable table, string part, TomlDefinition definition, TomlPosition start, out TomlTable child)
    {
        child = table;
        if (++_keys > TomlFile.MaxKeys) return scanner.Malformed(start, "more than " + TomlFile.MaxKeys.Text() + " keys");
        child = table.Add(part, definition);
        return null;
    }

    private void AddEntry(TomlTable table, TomlKind kind, string text, TomlPosition start)
    {
        if (table.Key is not null) _entries.Add(new TomlEntry(table.Key, kind, text, start.Line, start.Column));
    }

    private Fault Defined(TomlTable table, string part, TomlPosition start) =>
        scanner.Malformed(start, OffendingText.Quote(table.NameOf(part) ?? part) + " is defined already");
}
