using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;

namespace PrepareRoot.Formats;

/// <summary>Reads one line of a TOML file: nothing, <c>[table]</c> or <c>key = value</c>, and a comment.</summary>
internal ref struct TomlLine(ReadOnlySpan<char> line, int number)
{
    private readonly ReadOnlySpan<char> _line = line;
    private int _position;

    /// <summary>Where reading stopped, counted from 1: for messages.</summary>
    internal readonly int Column => _position + 1;

    private readonly char Next => _position < _line.Length ? _line[_position] : '\0';

    /// <summary>Adds what the line defines to <paramref name="keys"/>. Returns what is wrong at <see cref="Column"/>, or null.</summary>
    internal string? Read(TomlKeys keys)
    {
        SkipSpaces();
        if (_position == _line.Length || Next == '#') return ReadEnd();
        return Next == '[' ? ReadTable(keys) : ReadKeyAndValue(keys);
    }

    private string? ReadTable(TomlKeys keys)
    {
        _position++;
        if (Next == '[') return "an array of tables, which is not understood here";
        SkipSpaces();
        var start = _position;
        var problem = ReadKey(out var parts);
        if (problem is not null) return problem;
        if (Next != ']') return "expected ']'";
        _position++;
        problem = ReadEnd();
        if (problem is not null) return problem;
        return At(start, keys.AddTable(parts, number, start + 1));
    }

    private string? ReadKeyAndValue(TomlKeys keys)
    {
        var keyStart = _position;
        var problem = ReadKey(out var parts);
        if (problem is not null) return problem;
        if (Next != '=') return "expected '='";
        _position++;
        SkipSpaces();
        var start = _position;
        problem = ReadValue(out var kind, out var text) ?? ReadEnd();
        if (problem is not null) return problem;
        return At(keyStart, keys.AddValue(parts, kind, text, number, start + 1));
    }

    // part.part."part", and the spaces after it.
    private string? ReadKey(out List<string> parts)
    {
        parts = [];
        while (true)
        {
            var start = _position;
            if (Next is '"' or '\'')
            {
                var problem = ReadString(out var part);
                if (problem is not null) return problem;
                parts.Add(IsBare(part) ? part : "\"" + part.Replace("\\", "\\\\").Replace("\"", "\\\"") + "\"");
            }
            else
            {
                while (IsBare(Next)) _position++;
                if (_position == start) return "expected a key";
                parts.Add(_line[start.._position].ToString());
            }
            SkipSpaces();
            if (Next != '.') return null;
            _position++;
            SkipSpaces();
        }
    }

    private string? ReadValue(out TomlKind kind, out string text)
    {
        kind = TomlKind.Text;
        if (Next is '"' or '\'') return ReadString(out text);

        var start = _position;
        var rest = _line[start..];
        var length = rest.IndexOfAny(" \t#");
        var word = length < 0 ? rest : rest[..length];
        text = word.ToString();
        if (word is "true" or "false")
            kind = TomlKind.Boolean;
        else if (IsInteger(word))
            kind = TomlKind.Number;
        else
            return word.IsEmpty ? "expected a value" : "expected a string in quotes, true, false or an integer";
        _position += word.Length;
        return null;
    }

    // "basic", with escapes, or 'literal', without.
    private string? ReadString(out string text)
    {
        var quote = Next;
        var content = new StringBuilder();
        text = "";
        if (_line[_position..].StartsWith(quote == '"' ? "\"\"\"" : "'''")) return "a string of several lines, which is not understood here";
        for (_position++; _position < _line.Length; _position++)
        {
            var c = Next;
            if (c == quote)
            {
                _position++;
                text = content.ToString();
                return null;
            }
            if (IsControl(c)) return "a control character";
            if (c == '\\' && quote == '"')
            {
                var problem = ReadEscape(content);
                if (problem is not null) return problem;
            }
            else
            {
                content.Append(c);
            }
        }
        return "the string does not end";
    }

    // Leaves the position at the last character of the escape.
    private string? ReadEscape(StringBuilder content)
    {
        const string Unknown = "an escape that TOML does not have";
        var start = _position++;
        var digits = 0;
        switch (Next)
        {
            case 'b': content.Append('\b'); return null;
            case 't': content.Append('\t'); return null;
            case 'n': content.Append('\n'); return null;
            case 'f': content.Append('\f'); return null;
            case 'r': content.Append('\r'); return null;
            case '"': content.Append('"'); return null;
            case '\\': content.Append('\\'); return null;
            case 'u': digits = 4; break;
            case 'U': digits = 8; break;
            default: return At(start, Unknown);
        }
        var hex = _line[(_position + 1)..];
        if (hex.Length < digits
            || !uint.TryParse(hex[..digits], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value)
            || !Rune.TryCreate(value, out var rune))
        {
            return At(start, Unknown);
        }
        content.Append(rune.ToString());
        _position += digits;
        return null;
    }

    private string? ReadEnd()
    {
        SkipSpaces();
        if (_position == _line.Length) return null;
        if (Next != '#') return "expected the end of the line";
        for (; _position < _line.Length; _position++)
        {
            if (IsControl(Next)) return "a control character";
        }
        return null;
    }

    private void SkipSpaces()
    {
        while (Next is ' ' or '\t') _position++;
    }

    // The problem, if there is one, is at this position.
    private string? At(int position, string? problem)
    {
        if (problem is not null) _position = position;
        return problem;
    }

    private static bool IsBare(char c) => char.IsAsciiLetterOrDigit(c) || c is '_' or '-';

    private static bool IsBare(string part)
    {
        foreach (var c in part)
        {
            if (!IsBare(c)) return false;
        }
        return part.Length > 0;
    }

    // A tab is none for TOML.
    private static bool IsControl(char c) => c is (< ' ' and not '\t') or '\x7f';

    // Digits after a sign, single underscores between them, no leading zero.
    private static bool IsInteger(ReadOnlySpan<char> word)
    {
        if (!word.IsEmpty && word[0] is '+' or '-') word = word[1..];
        if (word.IsEmpty || (word[0] == '0' && word.Length > 1)) return false;
        var afterDigit = false;
        foreach (var c in word)
        {
            if (!char.IsAsciiDigit(c) && !(c == '_' && afterDigit)) return false;
            afterDigit = c != '_';
        }
        return afterDigit;
    }
}
