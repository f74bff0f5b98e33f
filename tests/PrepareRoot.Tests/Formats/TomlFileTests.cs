using System;
using System.Globalization;
using System.Linq;
using System.Text;
using PrepareRoot.Faults;
using PrepareRoot.Formats;
using Xunit;

namespace PrepareRoot.Tests.Formats;

public class TomlFileTests
{
    private const string Path = "setup-root-conf.toml";

    // Each entry as key, kind and text, but tables.
    [Theory]
    [InlineData("")]
    [InlineData("# comment\n\n \t\r\n#")]
    [InlineData("a = 1", "a Number 1")]
    [InlineData("a=true#c\nb =\tfalse # c\r\n", "a Boolean true", "b Boolean false")]
    [InlineData("a = \"x y # z\"", "a Text x y # z")]
    [InlineData("a = ''\nb = \"\"", "a Text ", "b Text ")]
    [InlineData("a = 'C:\\n'", "a Text C:\\n")]
    [InlineData("a = \"\\b\\t\\n\\f\\r\\\"\\\\\"", "a Text \b\t\n\f\r\"\\")]
    [InlineData("a = \"\\u00e9\\U0001F600\"", "a Text é😀")]
    [InlineData("a = \"é\t\"", "a Text é\t")]
    [InlineData("[a]\nb = 1\n[a.c]\nd = 2\n[ e . f ]\ng = 3", "a.b Number 1", "a.c.d Number 2", "e.f.g Number 3")]
    [InlineData("a.b = 1\na . c.d = 2", "a.b Number 1", "a.c.d Number 2")]
    [InlineData("\"a\".'b' = 1\n[\"c\"]\nd = 2", "a.b Number 1", "c.d Number 2")]
    [InlineData("\"a.b\" = 1\n\"\" = 2\n\"\\\"\" = 3", "\"a.b\" Number 1", "\"\" Number 2", "\"\\\"\" Number 3")]
    [InlineData("1 = 2\n-_A = 3\ntrue = false", "1 Number 2", "-_A Number 3", "true Boolean false")]
    [InlineData("a = 0\nb = +1\nc = -12_345", "a Number 0", "b Number +1", "c Number -12_345")]
    [InlineData("[a.b]\n[a]\nc = 1", "a.c Number 1")]
    [InlineData("[a]\nb.c = 1\n[a.b.d]\ne = 2", "a.b.c Number 1", "a.b.d.e Number 2")]
    [InlineData("a.b.c.d.e.f.g.h = 1", "a.b.c.d.e.f.g.h Number 1")]
    public void Keys_and_values_are_read(string content, params string[] expected)
    {
        Assert.True(TomlFile.Parse(Path, Encoding.UTF8.GetBytes(content)).Try(out var file, out var fault), fault?.Cause);

        var values = Array.FindAll(file.Entries.ToArray(), entry => entry.Kind != TomlKind.Table);
        Assert.Equal(expected, Array.ConvertAll(values, entry => entry.Key + " " + entry.Kind + " " + entry.Text));
    }

    [Fact]
    public void Every_table_is_an_entry_once_with_its_place()
    {
        Assert.True(TomlFile.Parse(Path, "a.b = 1\n\n[ c.d ]\n  e =  'x'\n[c]"u8).Try(out var file, out _));

        Assert.Equal(
            [
                new TomlEntry("a", TomlKind.Table, "", 1, 7),
                new TomlEntry("a.b", TomlKind.Number, "1", 1, 7),
                new TomlEntry("c", TomlKind.Table, "", 3, 3),
                new TomlEntry("c.d", TomlKind.Table, "", 3, 3),
                new TomlEntry("c.d.e", TomlKind.Text, "x", 4, 8),
            ],
            file.Entries.ToArray());
    }

    [Theory]
    [InlineData("a", "1:2: expected '='")]
    [InlineData("a b = 1", "1:3: expected '='")]
    [InlineData("= 1", "1:1: expected a key")]
    [InlineData("a. = 1", "1:4: expected a key")]
    [InlineData("é = 1", "1:1: expected a key")]
    [InlineData("\ufeffa = 1", "1:1: expected a key")]
    [InlineData("\0", "1:1: expected a key")]
    [InlineData("a =", "1:4: expected a value")]
    [InlineData("a = # c", "1:5: expected a value")]
    [InlineData("a = yes", "1:5: expected a string in quotes, true, false or an integer")]
    [InlineData("\n a = True", "2:6: expected a string in quotes, true, false or an integer")]
    [InlineData("a = 01", "1:5: expected a string in quotes, true, false or an integer")]
    [InlineData("a = 1__0", "1:5: expected a string in quotes, true, false or an integer")]
    [InlineData("a = 1_", "1:5: expected a string in quotes, true, false or an integer")]
    [InlineData("a = _1", "1:5: expected a string in quotes, true, false or an integer")]
    [InlineData("a = +", "1:5: expected a string in quotes, true, false or an integer")]
    [InlineData("a = 1.5", "1:5: expected a string in quotes, true, false or an integer")]
    [InlineData("a = 0x1f", "1:5: expected a string in quotes, true, false or an integer")]
    [InlineData("a = 2026-01-01", "1:5: expected a string in quotes, true, false or an integer")]
    [InlineData("a = [1]", "1:5: expected a string in quotes, true, false or an integer")]
    [InlineData("a = { b = 1 }", "1:5: expected a string in quotes, true, false or an integer")]
    [InlineData("a = 1\r", "1:5: expected a string in quotes, true, false or an integer")]
    [InlineData("a = 1 2", "1:7: expected the end of the line")]
    [InlineData("a = 'x''y'", "1:8: expected the end of the line")]
    [InlineData("a = \"x", "1:7: the string does not end")]
    [InlineData("a = 'x\"\nb = 1'", "1:8: the string does not end")]
    [InlineData("a = \"x\\\"", "1:9: the string does not end")]
    [InlineData("a = \"\"\"x\"\"\"", "1:5: a string of several lines, which is not understood here")]
    [InlineData("a = '''x'''", "1:5: a string of several lines, which is not understood here")]
    [InlineData("a = \"\\x41\"", "1:6: an escape that TOML does not have")]
    [InlineData("a = \"\\", "1:6: an escape that TOML does not have")]
    [InlineData("a = \"\\u12\"", "1:6: an escape that TOML does not have")]
    [InlineData("a = \"\\u+123\"", "1:6: an escape that TOML does not have")]
    [InlineData("a = \"\\ud800\"", "1:6: an escape that TOML does not have")]
    [InlineData("a = \"\\U00110000\"", "1:6: an escape that TOML does not have")]
    [InlineData("a = \"x\u0001\"", "1:7: a control character")]
    [InlineData("a = 'x\0'", "1:7: a control character")]
    [InlineData("# \u007f", "1:3: a control character")]
    [InlineData("# a\rb", "1:4: a control character")]
    [InlineData("[a", "1:3: expected ']'")]
    [InlineData("[]", "1:2: expected a key")]
    [InlineData("[a]]", "1:4: expected the end of the line")]
    [InlineData("[a] b = 1", "1:5: expected the end of the line")]
    [InlineData("[[a]]", "1:2: an array of tables, which is not understood here")]
    [InlineData("a = 1\n a = 2", "2:2: 'a' is defined already")]
    [InlineData("a = 1\n'a' = 2", "2:1: 'a' is defined already")]
    [InlineData("[a]\n[a]", "2:2: 'a' is defined already")]
    [InlineData("a = 1\n[a]", "2:2: 'a' is defined already")]
    [InlineData("a = 1\n[a.b]", "2:2: 'a' is defined already")]
    [InlineData("a = 1\na.b = 2", "2:1: 'a' is defined already")]
    [InlineData("a.b = 1\na = 2", "2:1: 'a' is defined already")]
    [InlineData("a.b = 1\n[a]", "2:2: 'a' is defined already")]
    [InlineData("[a.b]\n[a]\nb = 1", "3:1: 'a.b' is defined already")]
    [InlineData("[a.b.c]\n[a]\nb.c.d = 1", "3:1: 'a.b' is defined already")]
    [InlineData("a.b.c.d.e.f.g.h.i = 1", "1:1: a key of more than 8 parts")]
    [InlineData("[a.b.c.d.e.f.g.h]\ni = 1", "2:1: a key of more than 8 parts")]
    [InlineData("[a.b.c.d.e.f.g.h.i]", "1:2: a key of more than 8 parts")]
    public void Malformed_or_unsupported_text_is_refused_with_its_place(string content, string expected)
    {
        Assert.False(TomlFile.Parse(Path, Encoding.UTF8.GetBytes(content)).Try(out _, out var fault));
        Assert.Equal(new Fault(FaultCode.ConfigurationMalformed, Path + ":" + expected), fault);
    }

    [Fact]
    public void Bytes_that_are_not_UTF8_are_refused()
    {
        Assert.False(TomlFile.Parse(Path, [(byte)'\n', (byte)'#', 0xff]).Try(out _, out var fault));
        Assert.Equal(Path + ":2:1: not UTF-8: '#\\ufffd'", fault.Cause);
    }

    [Fact]
    public void Random_file_gives_entries_with_their_places_or_a_fault_with_its_place()
    {
        var (files, faults) = (0, 0);
        var random = new Random(1);
        string[] pieces = ["[a]\n", "[b.c]\r\n", "d = 1\n", "e.f =", "'g'", " ", "\n", "\r", "#", "[", "]", "=", ".", "\"", "\\u00e9", "1_0", "+", "true", "\0", "é"];
        for (var round = 0; round < 20_000; round++)
        {
            var content = string.Concat(Enumerable.Range(0, random.Next(8)).Select(_ => pieces[random.Next(pieces.Length)]));
            var lines = content.Split('\n');
            if (TomlFile.Parse(Path, Encoding.UTF8.GetBytes(content)).Try(out var file, out var fault))
            {
                files += file.Entries.Length > 0 ? 1 : 0;
                foreach (var entry in file.Entries) Assert.InRange(entry.Line, 1, lines.Length);
                continue;
            }
            faults++;
            Assert.Equal(FaultCode.ConfigurationMalformed, fault.Code);
            Assert.Matches("^" + Path + ":[0-9]+:[0-9]+: ", fault.Cause);
            Assert.InRange(int.Parse(fault.Cause.Split(':')[1], CultureInfo.InvariantCulture), 1, lines.Length);
        }
        Assert.True(files > 100 && faults > 100, $"{files} files, {faults} faults");
    }
}
