using System;
using System.Collections.Generic;
using System.Text;
using System.Text.Unicode;
using PrepareRoot.Faults;
using PrepareRoot.Linux;

namespace PrepareRoot.Formats;

/// <summary>
/// A configuration file in GLib's key file format (<c>GKeyFile</c> in <c>glib/gkeyfile.c</c>).
/// libostree uses it for <c>prepare-root.conf</c> and the repository's <c>config</c>. It accepts
/// the files that GLib accepts with its default flags, with two exceptions. A NUL or invalid UTF-8
/// is refused anywhere, and not only in a value that is read. A key <c>Encoding</c> has no meaning.
/// Translations, <c>key[LOCALE]=…</c>, are checked and ignored.
/// </summary>
internal sealed class KeyFile
{
    // g_ascii_isspace(): no vertical tab.
    internal const string WhiteSpace = " \t\n\f\r";

    private readonly KeyFileEntry[] _entries;

    private KeyFile(KeyFileEntry[] entries) => _entries = entries;

    /// <summary>
    /// All entries in the order of the file, including those that a later entry overrides.
    /// </summary>
    public ReadOnlySpan<KeyFileEntry> Entries => _entries;

    /// <summary>
    /// The effective entry: the last one with this key in any group of this name. Null if there is
    /// none.
    /// </summary>
    public KeyFileEntry? Find(string group, string key)
    {
        for (var i = _entries.Length - 1; i >= 0; i--)
        {
            if (_entries[i].Key == key && _entries[i].Group == group) return _entries[i];
        }
        return null;
    }

    /// <summary>Parses a file.</summary>
    /// <param name="path">The path of the file, for messages.</param>
    /// <param name="content">
    /// The whole file, UTF-8. The result uses memory in proportion to it.
    /// </param>
    /// <returns>
    /// The file, or <see cref="FaultCode.ConfigurationMalformed"/> for the first malformed line.
    /// </returns>
    public static Result<KeyFile> Parse(string path, ReadOnlySpan<byte> content)
    {
        var entries = new List<KeyFileEntry>();
        string? group = null;
        for (var number = 1; !content.IsEmpty; number++)
        {
            var end = content.IndexOf((byte)'\n');
            var bytes = end < 0 ? content : content[..end];
            content = end < 0 ? default : content[(end + 1)..];

            if (bytes.Contains((byte)0)) return Malformed(path, number, "a NUL in", bytes);
            if (!Utf8.IsValid(bytes)) return Malformed(path, number, "not UTF-8:", bytes);
            // In GLib a carriage return belongs to the end of the line only if a newline follows
            // it.
            if (end >= 0 && bytes.EndsWith("\r"u8)) bytes = bytes[..^1];

            var line = Encoding.UTF8.GetString(bytes).AsSpan().TrimStart(WhiteSpace);
            if (line.IsEmpty || line[0] == '#') continue;

            if (TryGroup(line, out var name))
            {
                if (!IsGroupName(name)) return Malformed(path, number, "not a valid group name:", bytes);
                group = name.ToString();
                continue;
            }

            var equals = line.IndexOf('=');
            if (equals <= 0) return Malformed(path, number, "not 'key=value', '[group]' or '# comment':", bytes);
            if (group is null) return Malformed(path, number, "before the first '[group]':", bytes);

            var key = line[..equals].TrimEnd(WhiteSpace);
            var bracket = key.IndexOf('[');
            if (!IsKeyName(key, bracket)) return Malformed(path, number, "not a valid key name:", bytes);
            if (bracket >= 0) continue;

            var value = line[(equals + 1)..].TrimStart(WhiteSpace);
            entries.Add(new KeyFileEntry(path, number, group, key.ToString(), value.ToString()));
        }
        return new KeyFile(entries.ToArray());
    }

    // [name], followed only by spaces and tabs. Any other line that begins with a bracket is parsed
    // as a key.
    private static bool TryGroup(ReadOnlySpan<char> line, out ReadOnlySpan<char> name)
    {
        name = default;
        var close = line.IndexOf(']');
        if (line[0] != '[' || close < 0 || !line[(close + 1)..].Trim(" \t").IsEmpty) return false;
        name = line[1..close];
        return true;
    }

    private static bool IsGroupName(ReadOnlySpan<char> name)
    {
        foreach (var c in name)
        {
            if (c is '[' or < ' ' or '\x7f') return false;
        }
        return !name.IsEmpty;
    }

    // name or name[LOCALE]. GLib allows letters and digits of any script in a locale. Here any
    // character outside ASCII is allowed.
    private static bool IsKeyName(ReadOnlySpan<char> key, int bracket)
    {
        var name = bracket < 0 ? key : key[..bracket];
        if (name.IsEmpty || name.EndsWith(' ') || name.Contains(']')) return false;
        if (bracket < 0) return true;

        var locale = key[(bracket + 1)..];
        if (!locale.EndsWith(']')) return false;
        foreach (var c in locale[..^1])
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_' or '.' or '@' or > '\x7f')) return false;
        }
        return true;
    }

    private static Fault Malformed(string path, int line, string problem, ReadOnlySpan<byte> text) => new(
        FaultCode.ConfigurationMalformed,
        path + ":" + line.Text() + ": " + problem + " " + OffendingText.Quote(text));
}
