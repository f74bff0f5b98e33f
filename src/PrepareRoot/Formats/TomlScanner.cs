using System;
using PrepareRoot.Faults;

namespace PrepareRoot.Formats;

/// <summary>
/// The text of a TOML file, read from its beginning to its end, with what separates its tokens.
/// </summary>
internal sealed class TomlScanner(string path, string text)
{
    private int _position;
    private int _line = 1;
    private int _column = 1;

    // Up to where the characters of the line are in _column.
    private int _counted;

    internal bool IsAtEnd => _position == text.Length;

    /// <summary>The next character; NUL at the end.</summary>
    internal char Next => IsAtEnd ? '\0' : text[_position];

    internal bool IsAtNewline => Next == '\n' || Rest.StartsWith("\r\n");

    internal ReadOnlySpan<char> Rest => text.AsSpan(_position);

    /// <summary>Skips characters, none of which ends a line.</summary>
    internal void Skip(int count) => _position += count;

    /// <summary>Skips <paramref name="c"/>, if it is the next character.</summary>
    internal bool TrySkip(char c)
    {
        if (IsAtEnd || text[_position] != c) return false;
        _position++;
        return true;
    }

    /// <summary>Skips the end of a line, if it is next.</summary>
    internal bool TrySkipNewline()
    {
        if (!IsAtNewline) return false;
        _position += Next == '\r' ? 2 : 1;
        (_line, _column, _counted) = (_line + 1, 1, _position);
        return true;
    }

    internal void SkipSpaces()
    {
        while (Next is ' ' or '\t') _position++;
    }

    /// <summary>The place of the next character.</summary>
    internal TomlPosition Mark()
    {
        for (; _counted < _position; _counted++)
        {
            if (!char.IsLowSurrogate(text[_counted])) _column++;
        }
        return new TomlPosition(_line, _column);
    }

    /// <summary>
    /// Reads what may follow at the end of a line: spaces, a comment, the newline or the end of the
    /// file.
    /// </summary>
    internal Fault? ReadEndOfLine()
    {
        SkipSpaces();
        if (Next == '#')
        {
            while (!IsAtEnd && !IsAtNewline)
            {
                if (IsControl(Next)) return Malformed("a control character in a comment");
                _position++;
            }
        }
        if (TrySkipNewline() || IsAtEnd) return null;
        return Malformed(Next == '\r' ? "a carriage return without a newline" : "expected the end of the line");
    }

    /// <summary>Skips spaces, newlines and comments.</summary>
    internal Fault? SkipLines()
    {
        while (true)
        {
            SkipSpaces();
            if (IsAtEnd || !(Next == '#' || IsAtNewline)) return null;
            if (ReadEndOfLine() is { } fault) return fault;
        }
    }

    /// <summary>The fault that something is wrong at the next character.</summary>
    internal Fault Malformed(string problem) => Malformed(Mark(), problem);

    internal Fault Malformed(TomlPosition position, string problem) =>
        new(FaultCode.ConfigurationMalformed, position.In(path) + ": " + problem);

    /// <summary>
    /// Whether TOML forbids the character in a string and in a comment. It allows a tab.
    /// </summary>
    internal static bool IsControl(char c) => c is (< ' ' and not '\t') or '\x7f';
}
