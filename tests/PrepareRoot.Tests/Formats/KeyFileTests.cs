using System;
using System.Globalization;
using System.Linq;
using System.Text;
using System.Text.RegularExpressions;
using PrepareRoot.Faults;
using PrepareRoot.Formats;
using Xunit;

namespace PrepareRoot.Tests.Formats;

public partial class KeyFileTests
{
    private const string Path = "/etc/ostree/prepare-root.conf";

    // The results of GLib 2.74 for the same bytes (g_key_file_load_from_data,
    // g_key_file_get_value).
    [Theory]
    [InlineData("[a]\nk=v", "v")]
    [InlineData("[a]\nk=v\n", "v")]
    [InlineData("[a]\nk = v\n", "v")]
    [InlineData("  [a] \t\n \t k \t=\f\r\tv\n", "v")]
    [InlineData("[a]\nk=v  \n", "v  ")]
    [InlineData("[a]\r\n\r\nk=v \r\n", "v ")]
    [InlineData("[a]\nk=v\r", "v\r")]
    [InlineData("[a]\nk=v\r\r\n", "v\r")]
    [InlineData("[a]\nk=\vv\f\n", "\vv\f")]
    [InlineData("[a]\nk=\n", "")]
    [InlineData("[a]\nk==v=\n", "=v=")]
    [InlineData("[a]\nk=#v # c\n", "#v # c")]
    [InlineData("[a]\nk=\\s\\q\\", "\\s\\q\\")]
    [InlineData("[a]\nk=é\n", "é")]
    [InlineData("# c\n\n  # c\n#\n[a]\n\r\r\nk=v\n", "v")]
    [InlineData("[a]\nk=1\n[b]\nk=2\n[a]\nx=3\n", "1")]
    [InlineData("[a]\nk=1\n[b]\nk=2\n[a]\nk=3\n", "3")]
    [InlineData("[a]\nk=1\nk=2\n", "2")]
    [InlineData("[a]\nk=1\nk[de]=2\nk[sr@latin]=2\nk[é]=2\nk[]=2\n", "1")]
    [InlineData("[a]\nk[de]=2\n", null)]
    [InlineData("[ a ]\nk=1\n", null)]
    [InlineData("[A]\nk=1\n", null)]
    [InlineData("[a]\nK=1\n", null)]
    [InlineData("[a]\n\vk=1\n", null)]
    [InlineData("[a]\n;k=1\nk k=1\nk/é-_.:=1\nk\u0001=1\n", null)]
    [InlineData("[a]", null)]
    [InlineData("", null)]
    public void Value_is_read_as_GLib_reads_it(string content, string? expected) =>
        Assert.Equal(expected, Parse(content).Find("a", "k")?.Value);

    // GLib refuses all of these, except those with a NUL or invalid UTF-8.
    [Theory]
    [InlineData("[a]\nx\n", "2: not 'key=value', '[group]' or '# comment': 'x'")]
    [InlineData("[a]\n\n=v\n", "3: not 'key=value', '[group]' or '# comment': '=v'")]
    [InlineData("[a]\n =v", "2: not 'key=value', '[group]' or '# comment': ' =v'")]
    [InlineData("[a]\n; c\n", "2: not 'key=value', '[group]' or '# comment': '; c'")]
    [InlineData("[a] x\n", "1: not 'key=value', '[group]' or '# comment': '[a] x'")]
    [InlineData("[a]b]\n", "1: not 'key=value', '[group]' or '# comment': '[a]b]'")]
    [InlineData("[a", "1: not 'key=value', '[group]' or '# comment': '[a'")]
    [InlineData("[a]\r", "1: not 'key=value', '[group]' or '# comment': '[a]\\u000d'")]
    [InlineData("\ufeff[a]\n", "1: not 'key=value', '[group]' or '# comment': '\\ufeff[a]'")]
    [InlineData("[]\n", "1: not a valid group name: '[]'")]
    [InlineData("[a[b]\n", "1: not a valid group name: '[a[b]'")]
    [InlineData("[a\u001b]\n", "1: not a valid group name: '[a\\u001b]'")]
    [InlineData("[a\u007f]\n", "1: not a valid group name: '[a\\u007f]'")]
    [InlineData("# c\r\nk=v\r\n[a]\r\n", "2: before the first '[group]': 'k=v'")]
    [InlineData("[a]\n[k=1\n", "2: not a valid key name: '[k=1'")]
    [InlineData("[a]\n[de]=1\n", "2: not a valid key name: '[de]=1'")]
    [InlineData("[a]\nk]=1\n", "2: not a valid key name: 'k]=1'")]
    [InlineData("[a]\nk[=1\n", "2: not a valid key name: 'k[=1'")]
    [InlineData("[a]\nk[de=1\n", "2: not a valid key name: 'k[de=1'")]
    [InlineData("[a]\nk[d e]=1\n", "2: not a valid key name: 'k[d e]=1'")]
    [InlineData("[a]\nk[de]x=1\n", "2: not a valid key name: 'k[de]x=1'")]
    [InlineData("[a]\nk[de]]=1\n", "2: not a valid key name: 'k[de]]=1'")]
    [InlineData("[a]\nk [de]=1\n", "2: not a valid key name: 'k [de]=1'")]
    [InlineData("[a]\n#\0\n", "2: a NUL in '#\\u0000'")]
    [InlineData("[a]\nk=a\0b\n", "2: a NUL in 'k=a\\u0000b'")]
    public void Malformed_line_is_refused_with_its_number(string content, string expected) =>
        AssertRefused(expected, KeyFile.Parse(Path, Encoding.UTF8.GetBytes(content)));

    [Theory]
    [InlineData("[a]\nk=\u00ff")]
    [InlineData("[a]\n#\u00c3")]
    [InlineData("[a]\nk\u0080=1")]
    public void Bytes_that_are_not_UTF8_are_refused(string latin1)
    {
        Assert.False(KeyFile.Parse(Path, Encoding.Latin1.GetBytes(latin1)).Try(out _, out var fault));
        Assert.StartsWith(Path + ":2: not UTF-8: '", fault.Cause, StringComparison.Ordinal);
    }

    [Fact]
    public void Message_shows_a_bounded_part_of_a_long_line()
    {
        var line = new string('x', 1_000_000);

        AssertRefused(
            "1: not 'key=value', '[group]' or '# comment': '" + line[..160] + "…'",
            KeyFile.Parse(Path, Encoding.UTF8.GetBytes(line)));
    }

    [Fact]
    public void Entries_tell_group_key_value_and_line_in_the_order_of_the_file()
    {
        var entries = Parse("# c\n[a]\nk=1\n\n[b]\nk[de]=x\nl = 2\n[a]\nk=3").Entries;

        Assert.Equal(3, entries.Length);
        AssertEntry(entries[0], "a", "k", "1", 3);
        AssertEntry(entries[1], "b", "l", "2", 7);
        AssertEntry(entries[2], "a", "k", "3", 9);
        Assert.Equal(Path + ":9", entries[2].Location);
    }

    [Fact]
    public void Random_file_has_entries_that_read_again_or_a_fault_at_its_first_bad_line()
    {
        var (files, faults) = (0, 0);
        var random = new Random(1);
        // Bytes as Latin-1. Of the last two, only the first is valid UTF-8.
        string[] pieces = ["[a]\n", "[b]\r\n", "k=v\n", "l =", " ", "\t", "\n", "\r", "#", "[", "]", "=", "x", "\\;", "\0", "\v\f", "\u00c3\u00a4", "\u00ff"];
        for (var round = 0; round < 20_000; round++)
        {
            var content = "[a]\n" + string.Concat(Enumerable.Range(0, random.Next(8)).Select(_ => pieces[random.Next(pieces.Length)]));
            if (KeyFile.Parse(Path, Encoding.Latin1.GetBytes(content)).Try(out var file, out var fault))
            {
                files += file.Entries.Length > 0 ? 1 : 0;
                Assert.Equal(GroupsKeysAndValues(file), GroupsKeysAndValues(Parse(string.Concat(GroupsKeysAndValues(file)))));
                continue;
            }
            faults++;
            Assert.Equal(FaultCode.ConfigurationMalformed, fault.Code);
            var line = int.Parse(fault.Cause.Split(':')[1], CultureInfo.InvariantCulture);
            Assert.Equal(fault, FaultOf(content, line));
            Assert.Null(FaultOf(content, line - 1));
        }
        Assert.True(files > 100 && faults > 100, $"{files} files, {faults} faults");

        // As lines of a file.
        static string[] GroupsKeysAndValues(KeyFile file) =>
            Array.ConvertAll(file.Entries.ToArray(), entry => $"[{entry.Group}]\r\n{entry.Key}={entry.Value}\r\n");

        static Fault? FaultOf(string content, int lines)
        {
            var start = string.Concat(Regex.Matches(content, "[^\n]*\n|[^\n]+$").Take(lines));
            return KeyFile.Parse(Path, Encoding.Latin1.GetBytes(start)).Try(out _, out var fault) ? null : fault;
        }
    }

    [Fact]
    public void Escaped_text_reads_as_the_text()
    {
        var random = new Random(1);
        for (var round = 0; round < 1000; round++)
        {
            var text = RandomText(random, Unescaped, 12);
            Assert.True(Entry(Escape(text)).Text().Try(out var actual, out var fault), fault?.Cause);
            Assert.Equal(text, actual);
        }
    }

    [Fact]
    public void Escaped_list_reads_as_the_list()
    {
        var random = new Random(1);
        for (var round = 0; round < 1000; round++)
        {
            string[] list = [.. Enumerable.Range(0, random.Next(5)).Select(_ => RandomText(random, Unescaped, 12))];
            var value = string.Concat(list.Select(item => Escape(item).Replace(";", "\\;", StringComparison.Ordinal) + ";"));
            Assert.True(Entry(value).List().Try(out var actual, out var fault), fault?.Cause);
            Assert.Equal(list, actual);
        }
    }

    private const string Unescaped = "ab=#é[] ;\\snrt\t\r\n";

    private static string RandomText(Random random, string alphabet, int maximum) =>
        string.Concat(Enumerable.Range(0, random.Next(maximum)).Select(_ => alphabet[random.Next(alphabet.Length)]));

    private static string Escape(string text) => text
        .Replace("\\", "\\\\", StringComparison.Ordinal)
        .Replace(" ", "\\s", StringComparison.Ordinal)
        .Replace("\t", "\\t", StringComparison.Ordinal)
        .Replace("\r", "\\r", StringComparison.Ordinal)
        .Replace("\n", "\\n", StringComparison.Ordinal);

    private static KeyFile Parse(string content)
    {
        Assert.True(KeyFile.Parse(Path, Encoding.UTF8.GetBytes(content)).Try(out var file, out var fault), fault?.Cause);
        return file;
    }

    private static KeyFileEntry Entry(string value) => Parse("[a]\nk=" + value).Find("a", "k")!;

    private static void AssertEntry(KeyFileEntry entry, string group, string key, string value, int line)
    {
        Assert.Equal(group, entry.Group);
        Assert.Equal(key, entry.Key);
        Assert.Equal(value, entry.Value);
        Assert.Equal(line, entry.Line);
    }

    private static void AssertRefused<T>(string expected, Result<T> result)
        where T : notnull
    {
        Assert.False(result.Try(out _, out var fault));
        Assert.Equal(FaultCode.ConfigurationMalformed, fault.Code);
        Assert.Equal(Path + ":" + expected, fault.Cause);
    }
}
