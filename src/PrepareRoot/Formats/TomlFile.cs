using System;
using System.Buffers;
using System.Text;
using System.Text.Unicode;
using PrepareRoot.Faults;

namespace PrepareRoot.Formats;

/// <summary>
/// A configuration file in TOML 1.0. All of TOML is read, and what TOML forbids is refused. Values
/// are checked, but only strings are decoded.
/// </summary>
/// <remarks>
/// The boot binary has this reader instead of Tomlyn, whose lexer alone adds 198 kB to it (after
/// zstd -19): most of that is the conversion of numbers, dates and time zones, which no switch
/// removes. Tests compare the two.
/// </remarks>
internal sealed class TomlFile
{
    /// <summary>The most levels of keys and arrays inside each other.</summary>
    public const int MaxDepth = 64;

    /// <summary>
    /// The most keys. With <see cref="MaxDepth"/> it bounds the memory that a file takes.
    /// </summary>
    public const int MaxKeys = 16384;

    private readonly TomlEntry[] _entries;

    private TomlFile(TomlEntry[] entries) => _entries = entries;

    /// <summary>
    /// The keys in the order in which they first stand in the file, each once. A key of an inline
    /// table is one of them; a key of a table in an array isn't: the array is the entry.
    /// </summary>
    public ReadOnlySpan<TomlEntry> Entries => _entries;

    /// <summary>Reads a whole file.</summary>
    /// <param name="path">Its name, for messages.</param>
    /// <param name="content">Its bytes.</param>
    /// <returns>
    /// The file, or <see cref="FaultCode.ConfigurationMalformed"/> with <c>path:line:column:</c> of
    /// the first error.
    /// </returns>
    public static Result<TomlFile> Parse(string path, ReadOnlySpan<byte> content)
    {
        if (content.StartsWith("\uFEFF"u8))
            content = content[3..];
        if (!Utf8.IsValid(content))
            return NotUtf8(path, content);

        var reader = new TomlReader(new TomlScanner(path, Encoding.UTF8.GetString(content)));
        return reader.ReadFile() is { } fault ? fault : new TomlFile(reader.ToArray());
    }

    private static Fault NotUtf8(string path, ReadOnlySpan<byte> content)
    {
        var (line, column) = (1, 1);
        while (Rune.DecodeFromUtf8(content, out var rune, out var length) == OperationStatus.Done)
        {
            (line, column) = rune.Value == '\n' ? (line + 1, 1) : (line, column + 1);
            content = content[length..];
        }
        return new Fault(FaultCode.ConfigurationMalformed, new TomlPosition(line, column).In(path) + ": not UTF-8");
    }
}
