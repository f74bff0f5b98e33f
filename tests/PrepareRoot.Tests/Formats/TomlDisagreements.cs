using System.Text.RegularExpressions;

namespace PrepareRoot.Tests.Formats;

/// <summary>A document about which another parser and ours say different things.</summary>
/// <param name="Name">What it is about.</param>
/// <param name="Document">The document.</param>
/// <param name="WeRead">Whether we read it, and they refuse it; else the other way round.</param>
/// <param name="Why">What the specification of TOML 1.0 says.</param>
/// <param name="Pattern">What every document like it has.</param>
/// <param name="Cause">
/// What our refusal of every document like it has; null where we read it.
/// </param>
internal sealed record TomlDisagreement(string Name, string Document, bool WeRead, string Why, string Pattern, string? Cause = null)
{
    /// <summary>Whether this is why the verdicts on a document differ.</summary>
    internal bool Explains(string document, bool weRead, string cause) =>
        weRead == WeRead && Regex.IsMatch(document, Pattern) && (Cause is null || Regex.IsMatch(cause, Cause));
}

/// <summary>All known ones. A test asserts that each is still there.</summary>
internal static class TomlDisagreements
{
    private const string Defined = "is defined already$";
    private const string Escape = "not an escape sequence of TOML 1.0$";
    private const string Number = "not a number or a date: ";

    private static readonly TomlDisagreement _leapSecond = new(
        "a leap second", "a = 1990-12-31T23:59:60Z", true, "\"RFC 3339 formatted\": its time-second is 00 to 60, by the leap second rules.", ":60");

    private static readonly TomlDisagreement _yearZero = new(
        "the year 0", "a = 0000-01-01", true, "\"RFC 3339 formatted\": its date-fullyear is four digits, 0000 too.", "0000-");

    internal static readonly TomlDisagreement[] WithTomlyn =
    [
        _leapSecond,
        _yearZero,
        new("a fraction of many digits", "a = 10:00:00.1234567890123", true, "\"If the value contains greater precision than the implementation can support, the additional precision must be truncated\".", @"\.\d{8}"),
        new("the replacement character", "a = '\ufffd'", true, "A literal string has any Unicode character that is no control character.", "\ufffd"),
        new(
            "blanks after a line ending backslash", "a = \"\"\"\\ \nx\"\"\"", true,
            "\"When the last non-whitespace character on a line is an unescaped \\, it will be trimmed along with all whitespace\".",
            @"\\[ \t]+\r?\n"),
        new("a newline in an inline table", "a = { b = 1\n}", false, "\"No newlines are allowed between the curly braces unless they are valid within a value\". TOML 1.1 allows it.", @"\{", "an inline table of several lines$"),
        new("a comma at the end of an inline table", "a = { b = 1, }", false, "\"A terminating comma is not permitted after the last key/value pair\". TOML 1.1 allows it.", @",[ \t]*\}", "a comma at the end of an inline table$"),
        new("the escape \\e", "a = \"\\e\"", false, "\"All other escape sequences not listed above are reserved and, if used, TOML should produce an error\". TOML 1.1 has it.", @"\\e", Escape),
        new("the escape \\x", "a = \"\\x41\"", false, "The same.", @"\\x", Escape),
        new("a backslash at the end of a line of a basic string", "a = \"\\\n\"", false, "The same: only multi-line strings have a line ending backslash.", @"\\[ \t]*\r?\n", Escape),
        new("a backslash before a carriage return alone", "a = \"\"\"\\\rx\"\"\"", false, "\"Newline means LF (0x0A) or CRLF (0x0D 0x0A)\".", @"\\[ \t]*\r", Escape),
        new("a time without seconds", "a = 2026-01-01T10:00Z", false, "RFC 3339 does not have it. TOML 1.1 does.", @"\d\d:\d\d", Number + @"'(\d{4}-\d\d-\d\d[Tt ])?\d\d:\d\d([Zz]|[+-]\d\d:\d\d)?'$"),
        new("a hexadecimal integer beyond 64 bits with the sign", "a = 0xffffffffffffffff", false, "\"If an integer cannot be represented losslessly, an error must be thrown\"; 64 bits are signed.", "0[xob]", Number + "'0[xob][0-9a-fA-F_]{15,}'$"),
        new("a header for a value that is not the last key", "[a]\nb = 1\nc = 2\n[a.b]", false, "\"Defining a key multiple times is invalid\".", @"^\s*\[(?s:.)*\n\s*\[", Defined),
        new("an array of tables for a value, in a table of an array", "[[a]]\nb = 1\n[[a.b]]", false, "The same.", @"\[\[", Defined),
        new("a header for a dotted key, in a table of an array", "[[a]]\n[[a]]\nb.c = 1\n[a.b]", false, "\"Dotted keys define a table …, using a [table] header is not allowed\".", @"\[\[", Defined),
        new("a key that the table before it in the array has, too", "[[a]]\n[a.b]\n[[a]]\nb.c = 1", true, "\"Each instance of that same header in double brackets will define a new element\".", @"(?s)\[\[.*\[\["),
    ];

    /// <summary>
    /// What Tomlyn's model has at <c>a.c.d</c>, which is in a table of the array <c>a</c>: it
    /// forgets the array where another table stands in between. So its values are not compared
    /// where there is an array of tables.
    /// </summary>
    internal const string ForgottenArray = "[[a]]\n[b]\n[a.c]\nd = 'x'";

    internal static readonly TomlDisagreement[] WithTomllib =
    [
        _leapSecond,
        _yearZero,
        new("a byte order mark", "\ufeffa = 1", true, "TOML 1.0 says only \"UTF-8 encoded\", TOML 1.1 that parsers ignore it; so do composefs-rs and bootc.", "^\ufeff"),
        new("an integer beyond 64 bits", "a = 9223372036854775808", false, "\"If an integer cannot be represented losslessly, an error must be thrown\": Python's integers have no limit.", @"[0-9a-fA-F_]{15}", Number + "'[+-]?(0[xob])?[0-9a-fA-F_]{15,}'$"),
    ];
}
