using System;
using System.Globalization;
using System.Linq;
using System.Text;
using PrepareRoot.Formats;
using PrepareRoot.Fuzz.Documents;
using PrepareRoot.Requests;

namespace PrepareRoot.Fuzz.Targets;

/// <summary>The configuration files.</summary>
internal static class ConfigurationTargets
{
    private const string File = "f";

    private static readonly byte[][] _settings = Checks.Bytes("composefs", "[", "]", "=", "\n", "\"", "'", ".", "\\", "true", "\0", ";", "#", "\ud83d\udd11", "enabled", "\\U0010ffff", "\r\n");

    private static readonly byte[][] _tomlWords =
        [.. _settings, .. Checks.Bytes("[[", "]]", "{", "}", ",", "[[a]]\n", "[a.", "a=", "{a=", "[{a=", "a.", "\"\"\"", "'''", "\\\n", "\\u", "0x", "1e5", "1979-05-27", " 07:32:00", "inf", "_", "+", ":", "\ufeff", "#\n", "\r")];

    internal static Target[] All { get; } =
    [
        new("Timestamp", ParseTimestamp, Make.Any("2026-11-22", "2026-11-22T18:30:00Z", "1970-01-01", "9999-12-31T23:59:59Z", "2024-02-29").Utf8(), Checks.Bytes("-", ":", "T", "Z", "00", "60", "99", "+", " ", "\u0661")),
        new("KeyFile", ParseKeyFile, KeyFiles.Any.Utf8(), _settings),
        new("PrepareRootConfiguration", ParseConfiguration, KeyFiles.Configurations.Utf8(), _settings) { MayRefuseDocuments = true },
        new("TomlFile", ParseToml, TomlDocuments.Any.Utf8(), _tomlWords) { MayRefuseDocuments = true },
        new("SetupRootConfiguration", ParseSetupRoot, TomlDocuments.Any.Utf8(), _tomlWords) { MayRefuseDocuments = true },
    ];

    private static bool ParseTimestamp(byte[] bytes)
    {
        if (Timestamp.Parse(Checks.Text(bytes)) is not { } seconds)
            return false;
        var format = bytes.Length > 10 ? "yyyy-MM-dd'T'HH:mm:ss'Z'" : "yyyy-MM-dd";
        Checks.Hold(DateTime.UnixEpoch.AddSeconds(seconds).ToString(format, CultureInfo.InvariantCulture) == Checks.Text(bytes), "the printed time is another");
        return true;
    }

    // The entries, written as a file, are the same entries.
    private static bool ParseKeyFile(byte[] bytes) => Checks.IsValue(KeyFile.Parse(File, bytes), file =>
    {
        var entries = file.Entries.ToArray();
        var written = new StringBuilder();
        foreach (var entry in entries)
        {
            // A message names the key. Only known keys, which are short words, are read so.
            if ((entry.Group + entry.Key).Length < 32 && (entry.Group + entry.Key).All(char.IsAsciiLetterOrDigit))
                _ = (Checks.IsValue(entry.Text()), Checks.IsValue(entry.List()), Checks.IsValue(entry.Boolean()));
            written.Append(CultureInfo.InvariantCulture, $"[{entry.Group}]\n{entry.Key}={entry.Value}\r\n");
        }
        Checks.Hold(entries.Length == 0 || file.Find(entries[^1].Group, entries[^1].Key) == entries[^1], "the last entry is not effective");
        Checks.Hold(KeyFile.Parse(File, Encoding.UTF8.GetBytes(written.ToString())).Try(out var again, out _), "the written file is refused");
        Checks.Hold(again!.Entries.ToArray().Select(Content).SequenceEqual(entries.Select(Content)), "the written file has other entries");
    });

    private static (string Group, string Key, string Value) Content(KeyFileEntry entry) => (entry.Group, entry.Key, entry.Value);

    private static bool ParseConfiguration(byte[] bytes) =>
        KeyFile.Parse(File, bytes).Try(out var file, out _) && Checks.IsValue(PrepareRootConfiguration.From(file), configuration =>
        {
            foreach (var warning in configuration.Warnings)
                Checks.IsMessage(warning);
            Checks.Hold(configuration.KeyPath.StartsWith('/') && configuration.MeasurePcr is null or (>= 0 and <= 23), "a value that its key does not allow");
            Checks.Hold(configuration.MountPoints.All(name => name.Length is > 0 and < 256 && !name.Contains('/')), "a mount point that is no name");
        });

    private static bool ParseToml(byte[] bytes)
    {
        var parsed = TomlFile.Parse(File, bytes);
        if (!parsed.Try(out _, out var fault))
            Checks.Hold(fault.Cause.StartsWith("f:", StringComparison.Ordinal), "the message has no position");
        return Checks.IsValue(parsed, file =>
        {
            var entries = file.Entries.ToArray();
            Checks.Hold(entries.All(entry => entry is { Line: > 0, Column: > 0, Key.Length: > 0 and <= OffendingText.MaxChars + 1 }), "an entry has no position or no key");
            // A longer key is cut, and then may look like another.
            var whole = entries.Where(entry => entry.Key.Length <= OffendingText.MaxChars).Select(entry => entry.Key).ToArray();
            Checks.Hold(whole.Distinct().Count() == whole.Length, "a key is there twice");
        });
    }

    private static bool ParseSetupRoot(byte[] bytes) => Checks.IsValue(SetupRootConfiguration.Parse(File, bytes), configuration =>
    {
        foreach (var warning in configuration.Warnings)
            Checks.IsMessage(warning);
    });
}
