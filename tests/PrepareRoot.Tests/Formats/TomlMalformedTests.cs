using System.Linq;
using System.Text;
using PrepareRoot.Faults;
using PrepareRoot.Formats;
using Xunit;

namespace PrepareRoot.Tests.Formats;

public class TomlMalformedTests
{
    private const string Path = "setup-root-conf.toml";
    private const string NoValue = "expected a string in quotes, true, false, a number, a date, an array or a table";

    [Theory]
    [InlineData("a", "1:2: expected '='")]
    [InlineData("a b = 1", "1:3: expected '='")]
    [InlineData("\"\"\"a\"\"\" = 1", "1:3: expected '='")]
    [InlineData("= 1", "1:1: expected a key")]
    [InlineData("a. = 1", "1:4: expected a key")]
    [InlineData("é = 1", "1:1: expected a key")]
    [InlineData("a = 1\n\ufeffb = 1", "2:1: expected a key")]
    [InlineData("\ufeff\ufeff", "1:1: expected a key")]
    [InlineData("\0", "1:1: expected a key")]
    [InlineData("'a\n' = 1", "1:1: the string does not end")]
    [InlineData("a =", "1:4: expected a value")]
    [InlineData("a =\n1", "1:4: expected a value")]
    [InlineData("a = # c", "1:5: expected a value")]
    [InlineData("a = yes", "1:5: " + NoValue)]
    [InlineData("\n a = True", "2:6: " + NoValue)]
    [InlineData("a = [ 1,\n  x ]", "2:3: " + NoValue)]
    [InlineData("a = 'x''y'", "1:8: expected the end of the line")]
    [InlineData("a = 1 2", "1:7: expected the end of the line")]
    [InlineData("a = 1979-05-27 x", "1:16: expected the end of the line")]
    [InlineData("a = 1\u00a0", "1:6: expected the end of the line")]
    [InlineData("a = 1\r", "1:6: a carriage return without a newline")]
    [InlineData("\rb = 1", "1:1: a carriage return without a newline")]
    [InlineData("# \u007f", "1:3: a control character in a comment")]
    [InlineData("# 😀😀\0", "1:5: a control character in a comment")]
    [InlineData("# a\rb", "1:4: a control character in a comment")]
    [InlineData("a = [ # \u0001\n]", "1:9: a control character in a comment")]
    [InlineData("[a", "1:3: expected ']'")]
    [InlineData("[a\n]", "1:3: expected ']'")]
    [InlineData("[[a]", "1:5: expected ']]'")]
    [InlineData("[[a] ]", "1:5: expected ']]'")]
    [InlineData("[]", "1:2: expected a key")]
    [InlineData("[ [a]]", "1:3: expected a key")]
    [InlineData("[a]]", "1:4: expected the end of the line")]
    [InlineData("[a] b = 1", "1:5: expected the end of the line")]
    [InlineData("a = [ 1 2 ]", "1:9: expected ',' or ']'")]
    [InlineData("a = [ 1\nb = 2", "2:1: expected ',' or ']'")]
    [InlineData("a = [ 1,\n", "2:1: expected a value")]
    [InlineData("a = [,]", "1:6: expected a value")]
    [InlineData("a = [1,,2]", "1:8: expected a value")]
    [InlineData("a = { b = 1 c = 2 }", "1:13: expected ',' or '}'")]
    [InlineData("a = { b = 1", "1:12: expected ',' or '}'")]
    [InlineData("a = {, }", "1:6: expected a key")]
    [InlineData("a = { b = 1, }", "1:14: a comma at the end of an inline table")]
    [InlineData("a = {\n}", "1:6: an inline table of several lines")]
    [InlineData("a = { b = 1\r\n}", "1:12: an inline table of several lines")]
    [InlineData("a = { b = 1, # c\n c = 1 }", "1:14: an inline table of several lines")]
    internal void Structure_that_TOML_does_not_have_is_refused_with_its_place(string content, string expected) => Refused(content, expected);

    [Theory]
    [InlineData("\"x", "1:5: the string does not end")]
    [InlineData("'x\"\nb = 1'", "1:5: the string does not end")]
    [InlineData("\"x\\\"", "1:5: the string does not end")]
    [InlineData("\"\"\"x\n\"\"\nb = 1", "1:5: the string does not end")]
    [InlineData("'''x\n''", "1:5: the string does not end")]
    [InlineData("\"\"\"x\"\"\"\"\"\"", "1:14: expected the end of the line")]
    [InlineData("'''x''''''", "1:14: expected the end of the line")]
    [InlineData("\"\\x41\"", "1:6: not an escape sequence of TOML 1.0")]
    [InlineData("\"\\e\"", "1:6: not an escape sequence of TOML 1.0")]
    [InlineData("\"\\", "1:6: not an escape sequence of TOML 1.0")]
    [InlineData("\"\\u12\"", "1:6: not an escape sequence of TOML 1.0")]
    [InlineData("\"\\u+123\"", "1:6: not an escape sequence of TOML 1.0")]
    [InlineData("\"\\ud800\"", "1:6: not an escape sequence of TOML 1.0")]
    [InlineData("\"\\U00110000\"", "1:6: not an escape sequence of TOML 1.0")]
    [InlineData("\"\\U100000041\"", "1:6: not an escape sequence of TOML 1.0")]
    [InlineData("\"\\ \"", "1:6: not an escape sequence of TOML 1.0")]
    [InlineData("\"\\\nx\"", "1:6: not an escape sequence of TOML 1.0")]
    [InlineData("\"\"\"\n\\ x\"\"\"", "2:1: not an escape sequence of TOML 1.0")]
    [InlineData("\"\"\"\\ \rx\"\"\"", "1:8: not an escape sequence of TOML 1.0")]
    [InlineData("\"x\u0001\"", "1:7: a control character in a string")]
    [InlineData("'x\0'", "1:7: a control character in a string")]
    [InlineData("'x\r'", "1:7: a control character in a string")]
    [InlineData("'''\nx\ry'''", "2:2: a control character in a string")]
    [InlineData("\"\"\"\u007f\"\"\"", "1:8: a control character in a string")]
    internal void String_that_TOML_does_not_have_is_refused_with_its_place(string value, string expected) => Refused("a = " + value, expected);

    [Theory]
    [InlineData("01")]
    [InlineData("-01")]
    [InlineData("1__0")]
    [InlineData("1_")]
    [InlineData("_1")]
    [InlineData("+")]
    [InlineData("++1")]
    [InlineData("+_1")]
    [InlineData("9223372036854775808")]
    [InlineData("-9223372036854775809")]
    [InlineData("0x8000000000000000")]
    [InlineData("0xg")]
    [InlineData("0x")]
    [InlineData("0x_1")]
    [InlineData("0X1")]
    [InlineData("+0x1")]
    [InlineData("0o8")]
    [InlineData("0b2")]
    [InlineData("1.")]
    [InlineData(".5")]
    [InlineData("1._5")]
    [InlineData("1_.5")]
    [InlineData("01.5")]
    [InlineData("1.5e")]
    [InlineData("1e+")]
    [InlineData("1e5.0")]
    [InlineData("+Inf")]
    [InlineData("2021-02-29")]
    [InlineData("1900-02-29")]
    [InlineData("2026-04-31")]
    [InlineData("2026-13-01")]
    [InlineData("2026-00-01")]
    [InlineData("2026-01-00")]
    [InlineData("2026-1-1")]
    [InlineData("2026-01-01T")]
    [InlineData("2026-01-01x10:00:00")]
    [InlineData("2026-01-01T24:00:00")]
    [InlineData("2026-01-01T10:60:00")]
    [InlineData("2026-01-01T10:00:61")]
    [InlineData("2026-01-01T10:00")]
    [InlineData("2026-01-01T10:00:00.")]
    [InlineData("2026-01-01T10:00:00+24:00")]
    [InlineData("2026-01-01T10:00:00+00:60")]
    [InlineData("2026-01-01T10:00:00+0100")]
    [InlineData("2026-01-01T10:00:00Zx")]
    [InlineData("2026-01-01 10:00")]
    [InlineData("2026-01-01Z")]
    [InlineData("10:00:00Z")]
    [InlineData("10:00")]
    internal void Number_or_a_date_that_TOML_does_not_have_is_refused_with_its_place(string value) =>
        Refused("a = " + value + " # c", "1:5: not a number or a date: '" + value + "'");

    [Theory]
    [InlineData("a = 1\n a = 2", "2:2: 'a' is defined already")]
    [InlineData("a = 1\n'a' = 2", "2:1: 'a' is defined already")]
    [InlineData("[a]\n[a]", "2:2: 'a' is defined already")]
    [InlineData("a = 1\n[a]", "2:2: 'a' is defined already")]
    [InlineData("a = 1\n[a.b]", "2:2: 'a' is defined already")]
    [InlineData("a = 1\na.b = 2", "2:1: 'a' is defined already")]
    [InlineData("a.b = 1\na = 2", "2:1: 'a' is defined already")]
    [InlineData("a.b = 1\n[a]", "2:2: 'a' is defined already")]
    [InlineData("[a.b]\n[a]\nb = 1", "3:1: 'a.b' is defined already")]
    [InlineData("[a.b.c]\n[a]\nb.c.d = 1", "3:1: 'a.b.c' is defined already")]
    [InlineData("[a.b.c]\n[a]\nb.d = 1\n[a.b]", "4:2: 'a.b' is defined already")]
    [InlineData("a = {}\na.b = 1", "2:1: 'a' is defined already")]
    [InlineData("a = {}\n[a.b]", "2:2: 'a' is defined already")]
    [InlineData("a = { b.c = 1, b = 2 }", "1:16: 'a.b' is defined already")]
    [InlineData("a = { b = {}, b.c = 1 }", "1:15: 'a.b' is defined already")]
    [InlineData("a = [ { b = 1, b = 2 } ]", "1:16: 'b' is defined already")]
    [InlineData("a = []\n[[a]]", "2:3: 'a' is defined already")]
    [InlineData("a = [{}]\n[a.b]", "2:2: 'a' is defined already")]
    [InlineData("[[a]]\n[a]", "2:2: 'a' is defined already")]
    [InlineData("[a]\n[[a]]", "2:3: 'a' is defined already")]
    [InlineData("[a.b]\n[[a]]", "2:3: 'a' is defined already")]
    [InlineData("[[a]]\n[[a]]\n[a.b]\n[a.b]", "4:2: 'b' is defined already")]
    [InlineData("[[a.b]]\n[a]\nb.c = 1", "3:1: 'a.b' is defined already")]
    internal void What_is_defined_twice_is_refused_with_its_place(string content, string expected) => Refused(content, expected);

    [Fact]
    public void More_keys_and_levels_than_allowed_are_refused()
    {
        const string TooDeep = "nested more than 64 levels deep";
        var deep = string.Join('.', Enumerable.Repeat("a", TomlFile.MaxDepth));
        Refused(deep + ".a = 1", "1:1: " + TooDeep);
        Refused("[" + deep + "]\na = 1", "2:1: " + TooDeep);
        Refused("[ " + deep + ".a ]", "1:3: " + TooDeep);
        Refused("a = " + new string('[', 1_000_000), "1:69: " + TooDeep);
        Refused("a = " + string.Concat(Enumerable.Repeat("{a=", 100_000)), "1:195: " + TooDeep);
        Refused("a = " + string.Concat(Enumerable.Repeat("[{a=", 100_000)), "1:131: " + TooDeep);

        var many = string.Concat(Enumerable.Range(0, TomlFile.MaxKeys).Select(number => "k" + number + " = 1\n"));
        Refused(many + " k = 1", "16385:2: more than 16384 keys");
        Refused(string.Concat(Enumerable.Repeat("[[a]]\nb = {}\n", 16384)), "32768:1: more than 16384 keys");
    }

    [Theory]
    [InlineData("\n#\u00ff", "2:2")]
    [InlineData("a = '\u00c3\u00a9\u00ff'", "1:7")]
    [InlineData("# \u00ed\u00a0\u0080", "1:3")]
    [InlineData("# \u00c0\u0080", "1:3")]
    [InlineData("\u00ef\u00bb\u00bf\u00ef\u00bb", "1:1")]
    internal void Bytes_that_are_not_UTF8_are_refused_with_their_place(string latin1, string expected)
    {
        Assert.False(TomlFile.Parse(Path, Encoding.Latin1.GetBytes(latin1)).Try(out _, out var fault));
        Assert.Equal(new Fault(FaultCode.ConfigurationMalformed, Path + ":" + expected + ": not UTF-8"), fault);
    }

    private static void Refused(string content, string expected)
    {
        Assert.False(TomlFile.Parse(Path, Encoding.UTF8.GetBytes(content)).Try(out _, out var fault));
        Assert.Equal(new Fault(FaultCode.ConfigurationMalformed, Path + ":" + expected), fault);
    }
}
