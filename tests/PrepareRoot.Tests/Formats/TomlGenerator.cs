using System;
using System.Linq;
using System.Text;

namespace PrepareRoot.Tests.Formats;

/// <summary>
/// Makes TOML documents: sound in their syntax, often not in what they define, and some with a few
/// characters changed.
/// </summary>
internal sealed class TomlGenerator(int seed)
{
    private const int MostDepth = 4;
    private const string Changes = "[]{}=.,#\"'\\\n\r\t 019+-_:TZexabtrue\0\u007f\u00e9\u00a0";

    private static readonly string[] _parts = ["a", "b", "c", "a", "b", "\"a\"", "'b'", "\"a b\"", "''", "é", "\"é\"", "1", "-", "'a.b'", "\"\\u0061\""];
    private static readonly string[] _spaces = ["", "", "", " ", " ", "\t", "  "];
    private static readonly string[] _newlines = ["\n", "\n", "\n", "\r\n", "\n\n", " # c\n", "\t# é\r\n"];

    private static readonly string[] _words =
    [
        "true", "false", "true", "false", "True", "0", "1", "-1", "+0", "01", "1_000", "1__0", "_1", "1_", "0x1F", "0xg", "0o17", "0o8", "0b10", "0b2", "9223372036854775807", "9223372036854775808",
        "-9223372036854775808", "-9223372036854775809", "1.5", "1.", ".5", "1e5", "1E-05", "1e", "1_0.0_1e+1_0", "01.5", "inf", "-inf", "+nan", "Inf", "1979-05-27", "1979-02-29", "2000-02-29",
        "1979-05-27T07:32:00Z", "1979-05-27 07:32:00", "1979-05-27t07:32:00.123-07:00", "07:32:00", "07:32:00.5", "24:00:00", "07:32", "1979-05-27T07:32:61", "1979-05-27 ", "1979-13-01", "",
    ];

    private static readonly string[] _texts =
    [
        "x", "", " ", "é", "😀", "\t", "#", "[", "}", "\\n", "\\\\", "\\\"", "\\u00e9", "\\U0001F600", "\\uD800", "\\x41", "\\e", "\\q", "'", "\"", "\"\"", "''", "\0", "\u007f", "\\", "\\u1",
    ];

    private readonly Random _random = new(seed);

    internal string Next()
    {
        var document = new StringBuilder();
        for (var lines = _random.Next(7); lines > 0; lines--)
        {
            var line = _random.Next(6) switch
            {
                0 => "[" + Key() + "]",
                1 => "[[" + Key() + "]]",
                _ => Key() + "=" + Value(0),
            };
            document.Append(Any(_spaces)).Append(line).Append(lines == 1 ? "" : Any(_newlines));
        }
        if (_random.Next(3) == 0)
        {
            for (var changes = _random.Next(3) + 1; changes > 0; changes--) Change(document);
        }
        // Half of a surrogate pair cannot be in a file.
        return Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(document.ToString()));
    }

    private string Key() => Any(_spaces) + string.Join(Any(_spaces) + "." + Any(_spaces), Enumerable.Range(0, _random.Next(8) switch { 0 => 3, 1 or 2 => 2, _ => 1 }).Select(_ => KeyPart())) + Any(_spaces);

    // One that is no bare key is rare: it spoils the document.
    private string KeyPart() => Any(_parts) is var part && part == "é" && _random.Next(8) != 0 ? "a" : part;

    private string Value(int depth) => Any(_spaces) + (_random.Next(depth < MostDepth ? 9 : 6) switch
    {
        0 => "\"" + Texts() + "\"",
        1 => "'" + Texts() + "'",
        2 => "\"\"\"" + Texts() + Any(_newlines) + Texts() + (_random.Next(3) == 0 ? "\\" + Any(_newlines) : "") + "\"\"\"",
        3 => "'''" + Texts() + Any(_newlines) + Texts() + "'''",
        4 => _words[_random.Next(4)],
        5 => Any(_words),
        6 => "[" + Lines() + string.Join("," + Lines(), Enumerable.Range(0, _random.Next(3)).Select(_ => Value(depth + 1) + Lines())) + (_random.Next(6) == 0 ? "," : "") + Lines() + "]",
        _ => "{" + string.Join(",", Enumerable.Range(0, _random.Next(4)).Select(_ => Key() + "=" + Value(depth + 1))) + (_random.Next(12) == 0 ? Any([",", "\n", " # c\n"]) : "") + "}",
    }) + Any(_spaces);

    private string Lines() => _random.Next(4) == 0 ? Any(_newlines) : "";

    // Mostly of what any string may have.
    private string Texts() => string.Concat(Enumerable.Range(0, _random.Next(3)).Select(_ => _random.Next(4) == 0 ? Any(_texts) : _texts[_random.Next(9)]));

    private void Change(StringBuilder document)
    {
        var at = _random.Next(document.Length + 1);
        switch (_random.Next(4))
        {
            case 0 when at < document.Length:
                document.Remove(at, 1);
                break;
            case 1 when at < document.Length:
                document[at] = Changes[_random.Next(Changes.Length)];
                break;
            case 2:
                document.Insert(_random.Next(document.Length + 1), document.ToString(at, Math.Min(_random.Next(12), document.Length - at)));
                break;
            default:
                document.Insert(at, Changes[_random.Next(Changes.Length)]);
                break;
        }
    }

    private T Any<T>(T[] choices) => choices[_random.Next(choices.Length)];
}
