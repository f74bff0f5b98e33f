using FsCheck;
using FsCheck.Fluent;

namespace PrepareRoot.Fuzz.Documents;

/// <summary>
/// TOML documents: sound in their syntax, often not in what they define.
/// </summary>
internal static class TomlDocuments
{
    private const int MostDepth = 4;

    private static readonly Gen<string> _space = Make.Any("", "", "", " ", " ", "\t", "  ");
    private static readonly Gen<string> _newline = Make.Any("\n", "\n", "\n", "\r\n", "\n\n", " # c\n", "\t# é\r\n");

    // A part that is no bare key is rare: it spoils the document.
    private static readonly Gen<string> _keyPart = Gen.Frequency(
        (30, Make.Any("a", "b", "c", "a", "b", "\"a\"", "'b'", "\"a b\"", "''", "\"é\"", "1", "-", "'a.b'", "\"\\u0061\"")),
        (6, Make.Any("root", "etc", "var", "mount", "transient")),
        (1, Make.Any("é", "", "a b")));

    private static readonly Gen<string> _key = Make.Join(
        _space,
        Gen.Frequency((5, _keyPart), (2, Dotted(2)), (1, Dotted(3))),
        _space);

    private static readonly Gen<string> _word = Make.Any(
        "true", "false", "True", "0", "1", "-1", "+0", "01", "1_000", "1__0", "_1", "1_", "0x1F", "0xg", "0o17", "0o8", "0b10", "0b2", "9223372036854775807", "9223372036854775808",
        "-9223372036854775808", "-9223372036854775809", "1.5", "1.", ".5", "1e5", "1E-05", "1e", "1_0.0_1e+1_0", "01.5", "inf", "-inf", "+nan", "Inf", "1979-05-27", "1979-02-29", "2000-02-29",
        "1979-05-27T07:32:00Z", "1979-05-27 07:32:00", "1979-05-27t07:32:00.123-07:00", "07:32:00", "07:32:00.5", "24:00:00", "07:32", "1979-05-27T07:32:61", "1979-05-27 ", "1979-13-01", "");

    // Mostly of what any string may have.
    private static readonly Gen<string> _text = Make.Several(
        Gen.Frequency(
            (3, Make.Any("x", "", " ", "é", "😀", "\t", "#", "[", "}")),
            (1, Make.Any("\\n", "\\\\", "\\\"", "\\u00e9", "\\U0001F600", "\\uD800", "\\x41", "\\e", "\\q", "'", "\"", "\"\"", "''", "\0", "\u007f", "\\", "\\u1"))),
        2);

    private static readonly Gen<string> _string = Make.OneOf(
        Make.Join(Make.Any("\""), _text, Make.Any("\"")),
        Make.Join(Make.Any("'"), _text, Make.Any("'")),
        Make.Join(Make.Any("\"\"\""), _text, _newline, _text, Make.Any("", "", "\\\n", "\\ # c\n"), Make.Any("\"\"\"")),
        Make.Join(Make.Any("'''"), _text, _newline, _text, Make.Any("'''")));

    private static readonly Gen<string> _setting = Make.Any(
        "root.transient = true", "etc.mount = 'overlay'", "var.mount = \"bind\"", "[root]", "[etc]\nmount = 'none'", "[var]\ntransient = false", "transient = true");

    /// <summary>Documents, some of which are not valid.</summary>
    internal static readonly Gen<string> Any = Make.Join(
        Make.Any("", "", "", "", "", "", "", "\ufeff"),
        Make.Several(Make.Join(Line(), _newline), 7),
        Make.OneOf(Make.Any(""), Line()));

    private static Gen<string> Line() => Make.Join(
        _space,
        Gen.Frequency(
            (1, Make.Join(Make.Any("["), _key, Make.Any("]"))),
            (1, Make.Join(Make.Any("[["), _key, Make.Any("]]"))),
            (1, _setting),
            (4, Make.Join(_key, Make.Any("="), Value(MostDepth)))));

    private static Gen<string> Dotted(int parts) => Make.Join(_space, _keyPart, _space, Make.Any("."), _space, parts == 2 ? _keyPart : Dotted(parts - 1));

    private static Gen<string> Value(int depth)
    {
        var plain = Gen.Frequency((4, _string), (2, Make.Any("true", "false")), (1, _word));
        return Make.Join(_space, depth == 0 ? plain : Gen.Frequency((6, plain), (1, Array(Value(depth - 1))), (2, Table(Value(depth - 1)))), _space);
    }

    private static Gen<string> Array(Gen<string> item)
    {
        var lines = Gen.Frequency((3, Make.Any("")), (1, _newline));
        return Make.Join(
            Make.Any("["), Make.Several(Make.Join(lines, item, lines), 2, ","), Make.Any("", "", "", "", "", ","), lines, Make.Any("]"));
    }

    private static Gen<string> Table(Gen<string> value) => Make.Join(
        Make.Any("{"), Make.Several(Make.Join(_key, Make.Any("="), value), 3, ","), Gen.Frequency((12, Make.Any("")), (1, Make.Any(",", "\n", " # c\n"))), Make.Any("}"));
}
