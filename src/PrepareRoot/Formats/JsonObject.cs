using System.Globalization;
using System.Text;
using PrepareRoot.Linux;

namespace PrepareRoot.Formats;

/// <summary>
/// Writes a flat JSON object (RFC 8259) with one member per line. System.Text.Json would make the
/// boot binary larger.
/// </summary>
internal sealed class JsonObject
{
    private readonly StringBuilder _text = new("{");

    /// <summary>Adds a string. Null adds nothing.</summary>
    public JsonObject Add(string name, string? value)
    {
        if (value is not null)
            Quote(Begin(name), value);
        return this;
    }

    public JsonObject Add(string name, bool value)
    {
        Begin(name).Append(value ? "true" : "false");
        return this;
    }

    public JsonObject Add(string name, ulong value)
    {
        Begin(name).Append(value.Text());
        return this;
    }

    public JsonObject Add(string name, string[] values)
    {
        Begin(name).Append('[');
        for (var i = 0; i < values.Length; i++)
        {
            _text.Append(i == 0 ? "\n    " : ",\n    ");
            Quote(_text, values[i]);
        }
        _text.Append("\n  ]");
        return this;
    }

    /// <summary>The object, with a line feed at its end.</summary>
    public override string ToString() => _text + "\n}\n";

    private StringBuilder Begin(string name)
    {
        _text.Append(_text.Length == 1 ? "\n  " : ",\n  ");
        Quote(_text, name);
        return _text.Append(": ");
    }

    private static void Quote(StringBuilder text, string value)
    {
        text.Append('"');
        foreach (var c in value)
        {
            if (c is '"' or '\\')
                text.Append('\\').Append(c);
            else if (c < ' ')
                text.Append("\\u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture));
            else
                text.Append(c);
        }
        text.Append('"');
    }
}
