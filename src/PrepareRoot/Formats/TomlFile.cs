using System;
using System.Text;
using System.Text.Unicode;
using PrepareRoot.Faults;

namespace PrepareRoot.Formats;

/// <summary>
/// A configuration file in the part of TOML 1.0 that <c>setup-root-conf.toml</c> needs: tables, dotted and quoted keys,
/// strings of one line, booleans, decimal integers, comments. What lies outside of it (arrays, inline tables, arrays of tables,
/// strings of several lines, floats, dates) is refused, not skipped: nothing that was written is overlooked.
/// </summary>
internal sealed class TomlFile
{
    /// <summary>The most parts that a key may have, tables included: bounds the memory that a key takes.</summary>
    public const int MaxDepth = 8;

    private readonly TomlEntry[] _entries;

    private TomlFile(TomlEntry[] entries) => _entries = entries;

    /// <summary>All keys, in the order in which they first stand in the file. Each is there once.</summary>
    public ReadOnlySpan<TomlEntry> Entries => _entries;

    /// <summary>Reads a whole file.</summary>
    /// <param name="path">Its name, for messages.</param>
    /// <param name="content">Its bytes, UTF-8. The result takes memory in proportion to them.</param>
    /// <returns>The file, or <see cref="FaultCode.ConfigurationMalformed"/> with <c>path:line:column:</c> of what is wrong.</returns>
    public static Result<TomlFile> Parse(string path, ReadOnlySpan<byte> content)
    {
        var keys = new TomlKeys();
        for (var number = 1; !content.IsEmpty; number++)
        {
            var end = content.IndexOf((byte)'\n');
            var bytes = end < 0 ? content : content[..end];
            content = end < 0 ? default : content[(end + 1)..];
            if (end >= 0 && bytes.EndsWith("\r"u8)) bytes = bytes[..^1];

            if (!Utf8.IsValid(bytes)) return Malformed(path, number, 1, "not UTF-8: " + OffendingText.Quote(bytes));
            var line = new TomlLine(Encoding.UTF8.GetString(bytes), number);
            var problem = line.Read(keys);
            if (problem is not null) return Malformed(path, number, line.Column, problem);
        }
        return new TomlFile(keys.ToArray());
    }

    private static Fault Malformed(string path, int line, int column, string problem) =>
        new(FaultCode.ConfigurationMalformed, TomlEntry.Position(path, line, column) + ": " + problem);
}
