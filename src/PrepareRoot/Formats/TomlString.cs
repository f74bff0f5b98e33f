using System;
using System.Text;
using PrepareRoot.Faults;

namespace PrepareRoot.Formats;

/// <summary>Reads the four forms of a TOML string.</summary>
internal static class TomlString
{
    private const string UnknownEscape = "not an escape sequence of TOML 1.0";

    /// <summary>
    /// Reads a string of one line: <c>"basic"</c>, with escapes, or <c>'literal'</c>, without.
    /// </summary>
    internal static Fault? ReadLine(TomlScanner scanner, out string text)
    {
        var start = scanner.Mark();
        var quote = scanner.Next;
        var content = new StringBuilder();
        text = "";
        scanner.Skip(1);
        while (!scanner.IsAtEnd && !scanner.IsAtNewline)
        {
            if (scanner.TrySkip(quote))
            {
                text = content.ToString();
                return null;
            }
            if (ReadCharacter(scanner, quote, content) is { } fault) return fault;
        }
        return scanner.Malformed(start, "the string does not end");
    }

    /// <summary>Reads a string of one or of several lines.</summary>
    internal static Fault? Read(TomlScanner scanner, out string text)
    {
        var start = scanner.Mark();
        var quote = scanner.Next;
        if (CountQuotes(scanner, quote) < 3) return ReadLine(scanner, out text);

        var content = new StringBuilder();
        text = "";
        scanner.Skip(3);
        scanner.TrySkipNewline();
        while (!scanner.IsAtEnd)
        {
            if (scanner.Next == quote)
            {
                // Up to two quotes may stand in the string, also before the three that end it.
                var quotes = CountQuotes(scanner, quote);
                scanner.Skip(quotes);
                content.Append(quote, quotes < 3 ? quotes : quotes - 3);
                if (quotes < 3) continue;
                text = content.ToString();
                return null;
            }
            if (scanner.TrySkipNewline())
                content.Append('\n');
            else if (!(quote == '"' && TrySkipLineEnd(scanner)) && ReadCharacter(scanner, quote, content) is { } fault)
                return fault;
        }
        return scanner.Malformed(start, "the string does not end");
    }

    // Five at the most: the sixth begins something else.
    private static int CountQuotes(TomlScanner scanner, char quote)
    {
        var rest = scanner.Rest;
        var count = 0;
        while (count < rest.Length && count < 5 && rest[count] == quote) count++;
        return count;
    }

    // A backslash, the end of the line after it, and all white space up to the next character.
    private static bool TrySkipLineEnd(TomlScanner scanner)
    {
        var rest = scanner.Rest;
        if (rest[0] != '\\') return false;
        var after = rest[1..].TrimStart(" \t");
        if (!after.StartsWith('\n') && !after.StartsWith("\r\n")) return false;

        scanner.Skip(1);
        do scanner.SkipSpaces();
        while (scanner.TrySkipNewline());
        return true;
    }

    private static Fault? ReadCharacter(TomlScanner scanner, char quote, StringBuilder content)
    {
        var c = scanner.Next;
        if (TomlScanner.IsControl(c)) return scanner.Malformed("a control character in a string");
        if (c == '\\' && quote == '"') return ReadEscape(scanner, content);
        content.Append(c);
        scanner.Skip(1);
        return null;
    }

    private static Fault? ReadEscape(TomlScanner scanner, StringBuilder content)
    {
        var rest = scanner.Rest;
        var digits = 0;
        switch (rest.Length > 1 ? rest[1] : '\0')
        {
            case 'b': content.Append('\b'); break;
            case 't': content.Append('\t'); break;
            case 'n': content.Append('\n'); break;
            case 'f': content.Append('\f'); break;
            case 'r': content.Append('\r'); break;
            case '"': content.Append('"'); break;
            case '\\': content.Append('\\'); break;
            case 'u': digits = 4; break;
            case 'U': digits = 8; break;
            default: return scanner.Malformed(UnknownEscape);
        }
        if (digits > 0)
        {
            if (!TryReadHex(rest[2..], digits, out var value) || !Rune.TryCreate(value, out var rune))
                return scanner.Malformed(UnknownEscape);
            content.Append(rune.ToString());
        }
        scanner.Skip(2 + digits);
        return null;
    }

    private static bool TryReadHex(ReadOnlySpan<char> text, int digits, out uint value)
    {
        value = 0;
        if (text.Length < digits) return false;
        foreach (var c in text[..digits])
        {
            if (!char.IsAsciiHexDigit(c)) return false;
            value = (value << 4) | (uint)(char.IsAsciiDigit(c) ? c - '0' : (c | 0x20) - 'a' + 10);
        }
        return true;
    }
}
