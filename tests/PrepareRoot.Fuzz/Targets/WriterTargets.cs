using System;
using System.Buffers.Binary;
using System.Linq;
using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using PrepareRoot.Formats;
using PrepareRoot.Fuzz.Documents;
using PrepareRoot.Linux;
using PrepareRoot.Run;

namespace PrepareRoot.Fuzz.Targets;

/// <summary>
/// What writes text that is not ours, such as paths of the disk: into the record, the journal and
/// messages. The input is the texts, separated by NUL.
/// </summary>
internal static class WriterTargets
{
    private static readonly byte[][] _tokens = Checks.Bytes("\0", "\"", "\\", "\n", "\n  \"root-device-inode\": \"8:1 6\"", ",\n", "]", "}", "\u2028", "\u202e", "\u0085", "=", "MESSAGE=");

    private static readonly Gen<string> _texts = Make.Several(Make.Characters("ab/\"\\\n\t\u0001\u007fé", 0, 20), 4, "\0");

    internal static Target[] All { get; } =
    [
        new("JsonObject", WriteJson, _texts.Utf8(), _tokens),
        new("JournalEntry", WriteJournal, _texts.Utf8(), _tokens),
        new("OffendingText", Quote, _texts.Utf8(), _tokens),
    ];

    // System.Text.Json reads what was written, and no text makes the record describe another root.
    private static bool WriteJson(byte[] bytes)
    {
        var texts = Checks.Text(bytes).Split('\0');
        var (root, other) = (Root(5), Root(6));
        var json = new JsonObject().Add("first", texts[0]).Add("root-device-inode", "8:1 5").Add("plan", texts).ToString();
        using var document = JsonDocument.Parse(json);
        Checks.Hold(document.RootElement.GetProperty("first").GetString() == texts[0], "another text is read");
        Checks.Hold(document.RootElement.GetProperty("plan").EnumerateArray().Select(item => item.GetString()).SequenceEqual(texts), "other texts are read");
        Checks.Hold(BootRecord.Describes(json, root) && !BootRecord.Describes(json, other), "the record describes another root");
        _ = BootRecord.Describes(Checks.Text(bytes), root);
        return true;
    }

    private static FileStatus Root(ulong inode) => new(FileType.Directory, 0, 0, 0, 0, new DeviceNumber(8, 1), inode, default, 0, true);

    // A reader of systemd's native protocol gets the fields back, and no others.
    private static bool WriteJournal(byte[] bytes)
    {
        var texts = Checks.Text(bytes).Split('\0');
        var entry = new JournalEntry(JournalEntry.Error, texts[0]);
        foreach (var text in texts)
            entry.Add("FIELD", text);
        ReadOnlySpan<byte> rest = entry.ToArray();
        foreach (var (field, value) in ((string, string)[])[("SYSLOG_IDENTIFIER", "prepare-root"), ("PRIORITY", "3"), ("MESSAGE", texts[0]), .. texts.Select(text => ("FIELD", text))])
        {
            var end = rest.IndexOfAny((byte)'=', (byte)'\n');
            Checks.Hold(Encoding.UTF8.GetString(rest[..end]) == field, "another field is read");
            var hasLength = rest[end] == '\n';
            rest = rest[(end + 1)..];
            var length = hasLength ? (int)BinaryPrimitives.ReadUInt64LittleEndian(rest) : rest.IndexOf((byte)'\n');
            rest = hasLength ? rest[sizeof(ulong)..] : rest;
            Checks.Hold(Encoding.UTF8.GetString(rest[..length]) == value && rest[length] == '\n', "another value is read");
            rest = rest[(length + 1)..];
        }
        Checks.Hold(rest.IsEmpty, "there are more fields");
        return true;
    }

    private static bool Quote(byte[] bytes)
    {
        Checks.IsMessage(OffendingText.Quote(bytes));
        Checks.IsMessage(OffendingText.Quote(Checks.Text(bytes)));
        return true;
    }
}
