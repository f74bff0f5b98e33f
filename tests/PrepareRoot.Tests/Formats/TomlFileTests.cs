using System;
using System.Linq;
using System.Text;
using PrepareRoot.Formats;
using Xunit;

namespace PrepareRoot.Tests.Formats;

public class TomlFileTests
{
    private const string Path = "setup-root-conf.toml";

    // Each entry as key, kind and text, but tables.
    [Theory]
    [InlineData("")]
    [InlineData("\ufeff")]
    [InlineData("# comment\n\n \t\r\n#")]
    [InlineData("\ufeff[a]\nb = 1", "a.b Number 1")]
    [InlineData("a=true#c\nb =\tfalse # c\r\n", "a Boolean true", "b Boolean false")]
    [InlineData("[a]\nb = 1\n[a.c]\nd = 2\n[ e . f ]\ng = 3", "a.b Number 1", "a.c.d Number 2", "e.f.g Number 3")]
    [InlineData("a.b = 1\na . c.d = 2", "a.b Number 1", "a.c.d Number 2")]
    [InlineData("\"a\".'b' = 1\n[\"c\"]\nd = 2", "a.b Number 1", "c.d Number 2")]
    [InlineData("\"a.b\" = 1\n\"\" = 2\n\"\\\"\" = 3", "\"a.b\" Number 1", "\"\" Number 2", "\"\\\"\" Number 3")]
    [InlineData("1 = 2\n-_A = 3\ntrue = false\n3.14 = 4", "1 Number 2", "-_A Number 3", "true Boolean false", "3.14 Number 4")]
    [InlineData("[a.b]\n[a]\nc = 1", "a.c Number 1")]
    [InlineData("[a]\nb.c = 1\n[a.b.d]\ne = 2", "a.b.c Number 1", "a.b.d.e Number 2")]
    [InlineData("a = { }\nb = {c = 'x', d.e = true, f={g={}}}", "b.c Text x", "b.d.e Boolean true")]
    [InlineData("[a]\nb = { c = [ 1, { d = 'x' } ] }", "a.b.c Array ")]
    [InlineData("a = []\nb = [ 1, 'x', [ true,# c\n ],\r\n\t{ c = 1 }, # c\n\n]\nd = 1", "a Array ", "b Array ", "d Number 1")]
    [InlineData("[[a]]\nb = 1\n[[a]]\nb = 2\n[a.c]\nd = 3\n[[a.e]]\n[f]\ng = 4", "a Array ", "f.g Number 4")]
    internal void Keys_and_values_are_read(string content, params string[] expected)
    {
        var values = Array.FindAll(Parse(content), entry => entry.Kind != TomlKind.Table);
        Assert.Equal(expected, Array.ConvertAll(values, entry => entry.Key + " " + entry.Kind + " " + entry.Text));
    }

    [Theory]
    [InlineData("''", "")]
    [InlineData("\"\"", "")]
    [InlineData("\"x y # z\"", "x y # z")]
    [InlineData("'C:\\n'", "C:\\n")]
    [InlineData("\"\\b\\t\\n\\f\\r\\\"\\\\\"", "\b\t\n\f\r\"\\")]
    [InlineData("\"\\u00e9\\u0000\\U0001F600\\U0010fFfF\"", "é\0😀\U0010ffff")]
    [InlineData("\"é😀\t\"", "é😀\t")]
    [InlineData("\"\"\"\"\"\"", "")]
    [InlineData("''''''", "")]
    [InlineData("\"\"\"x\"\"\"", "x")]
    [InlineData("\"\"\"\nx\r\n\ny\"\"\"", "x\n\ny")]
    [InlineData("'''\r\n\nx\\'''", "\nx\\")]
    [InlineData("\"\"\"a \"b\" \"\"c\"\"\"", "a \"b\" \"\"c")]
    [InlineData("\"\"\"\"a\"\"\"\"", "\"a\"")]
    [InlineData("\"\"\"\"\"a\"\"\"\"\"", "\"\"a\"\"")]
    [InlineData("'''''a'''''", "''a''")]
    [InlineData("\"\"\"a\\\"\"\"\"", "a\"")]
    [InlineData("\"\"\"a\\\n\n \t b\\ \t\r\n\"\"\"", "ab")]
    [InlineData("\"\"\"\\\n  \"\"\"", "")]
    [InlineData("'''a\\\nb'''", "a\\\nb")]
    [InlineData("\"\"\"\\u0041\\\\\\\n\"\"\"", "A\\")]
    internal void String_has_its_content(string value, string expected) =>
        Assert.Equal(new TomlEntry("a", TomlKind.Text, expected, 1, 5), Assert.Single(Parse("a = " + value + " # c")));

    [Theory]
    [InlineData("0", TomlKind.Number)]
    [InlineData("+1", TomlKind.Number)]
    [InlineData("-12_345", TomlKind.Number)]
    [InlineData("9223372036854775807", TomlKind.Number)]
    [InlineData("-9223372036854775808", TomlKind.Number)]
    [InlineData("0xDead_beef", TomlKind.Number)]
    [InlineData("0o0755", TomlKind.Number)]
    [InlineData("0b1_0", TomlKind.Number)]
    [InlineData("1.5", TomlKind.Number)]
    [InlineData("-0.0", TomlKind.Number)]
    [InlineData("6.626e-34", TomlKind.Number)]
    [InlineData("1_0.0_1E+0_1", TomlKind.Number)]
    [InlineData("1e06", TomlKind.Number)]
    [InlineData("inf", TomlKind.Number)]
    [InlineData("-nan", TomlKind.Number)]
    [InlineData("2024-02-29", TomlKind.Date)]
    [InlineData("18:30:00.123456789012", TomlKind.Date)]
    [InlineData("2026-11-22T18:30:00", TomlKind.Date)]
    [InlineData("2026-11-22t18:30:00z", TomlKind.Date)]
    [InlineData("2026-11-22 18:30:00.5-23:59", TomlKind.Date)]
    internal void Number_and_a_date_are_as_written(string value, TomlKind expected)
    {
        Assert.Equal(new TomlEntry("a", expected, value, 1, 5), Assert.Single(Parse("a = " + value + " # c")));
        Assert.Equal(new TomlEntry("a", TomlKind.Array, "", 1, 5), Assert.Single(Parse("a = [" + value + "," + value + "]")));
        Assert.Equal(new TomlEntry("a.b", expected, value, 1, 10), Parse("a = { b =" + value + "}")[1]);
    }

    [Fact]
    public void Key_is_an_entry_once_with_its_place() => Assert.Equal(
        [
            new TomlEntry("a", TomlKind.Table, "", 1, 1),
            new TomlEntry("a.b", TomlKind.Number, "1", 1, 7),
            new TomlEntry("c", TomlKind.Table, "", 3, 3),
            new TomlEntry("c.d", TomlKind.Table, "", 3, 3),
            new TomlEntry("c.d.e", TomlKind.Text, "x\n", 4, 8),
            new TomlEntry("c.f", TomlKind.Table, "", 8, 5),
            new TomlEntry("c.f.\"😀\"", TomlKind.Array, "", 8, 13),
            new TomlEntry("c.f.g", TomlKind.Boolean, "true", 10, 8),
            new TomlEntry("h", TomlKind.Array, "", 11, 3),
        ],
        Parse("a.b = 1\n\n[ c.d ]\n  e =  '''\nx\n'''\n[c]\nf = { '😀' = [\n[], # c\n], g = true }\n[[h]]\ni = 1\n[[h]]"));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    internal void Longest_key_costs_no_more_than_a_message_prints(bool inTable)
    {
        var name = new string('x', 100_000);
        var entries = Parse(inTable ? "[" + name + "]\na = 1\nb = 2" : name + ".a = 1\n" + name + ".b = 2");

        Assert.Equal([TomlKind.Table, TomlKind.Number, TomlKind.Number], entries.Select(entry => entry.Kind));
        Assert.All(entries, entry => Assert.Equal(new string('x', OffendingText.MaxChars + 1), entry.Key));
    }

    [Fact]
    public void As_many_keys_and_levels_as_are_allowed_are_read()
    {
        var deepest = string.Join('.', Enumerable.Repeat("a", TomlFile.MaxDepth));
        Assert.Equal(TomlFile.MaxDepth, Parse(deepest + " = 1").Length);
        Assert.Equal(TomlFile.MaxDepth, Parse("[" + deepest + "]").Length);
        Assert.Single(Parse("a = " + new string('[', TomlFile.MaxDepth) + new string(']', TomlFile.MaxDepth)));

        var many = string.Concat(Enumerable.Range(0, TomlFile.MaxKeys).Select(number => "k" + number + " = 1\n"));
        Assert.Equal(TomlFile.MaxKeys, Parse(many).Length);
    }

    private static TomlEntry[] Parse(string content)
    {
        Assert.True(TomlFile.Parse(Path, Encoding.UTF8.GetBytes(content)).Try(out var file, out var fault), fault?.Cause);
        return file.Entries.ToArray();
    }
}
