using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Text;

namespace PrepareRoot.Formats;

/// <summary>
/// A journal entry in the native journal protocol (systemd's <c>JOURNAL_NATIVE_PROTOCOL</c>).
/// </summary>
internal sealed class JournalEntry
{
    /// <summary>LOG_EMERG of <c>syslog.h</c>.</summary>
    public const string Emergency = "0";

    /// <summary>LOG_ERR.</summary>
    public const string Error = "3";

    /// <summary>LOG_WARNING.</summary>
    public const string Warning = "4";

    /// <summary>LOG_NOTICE.</summary>
    public const string Notice = "5";

    private readonly List<byte> _bytes = [];

    /// <summary>Starts an entry with the fields that every entry has.</summary>
    public JournalEntry(string priority, string message)
    {
        Add("SYSLOG_IDENTIFIER", "prepare-root");
        Add("PRIORITY", priority);
        Add("MESSAGE", message);
    }

    public JournalEntry Add(string field, string value)
    {
        _bytes.AddRange(Encoding.UTF8.GetBytes(field));
        var text = Encoding.UTF8.GetBytes(value);
        if (value.Contains('\n', StringComparison.Ordinal))
        {
            // A value with a line feed is preceded by its length in bytes.
            Span<byte> length = stackalloc byte[sizeof(ulong)];
            BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)text.Length);
            _bytes.Add((byte)'\n');
            _bytes.AddRange(length);
        }
        else
        {
            _bytes.Add((byte)'=');
        }
        _bytes.AddRange(text);
        _bytes.Add((byte)'\n');
        return this;
    }

    /// <summary>The bytes to send to the socket.</summary>
    public byte[] ToArray() => _bytes.ToArray();
}
