using System;
using System.Globalization;
using System.Text;

namespace PrepareRoot.Formats;

/// <summary>
/// Foreign text in a message: bounded, on one line, and unable to command a terminal.
/// </summary>
internal static class OffendingText
{
    /// <summary>
    /// More than any sound value is long (<c>v2-sha512-12:</c> and 128 digits), and still a
    /// readable message.
    /// </summary>
    internal const int MaxChars = 160;

    /// <summary>
    /// <paramref name="text"/> in single quotes, cut after <see cref="MaxChars"/> characters; all
    /// but printable ASCII is written <c>\uXXXX</c>.
    /// </summary>
    internal static string Quote(ReadOnlySpan<char> text)
    {
        var quoted = new StringBuilder("'");
        foreach (var c in text[..Math.Min(text.Length, MaxChars)])
        {
            if (c is >= ' ' and <= '~')
                quoted.Append(c);
            else
                quoted.Append("\\u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture));
        }
        return quoted.Append(text.Length > MaxChars ? "…'" : "'").ToString();
    }

    /// <summary>The same for bytes that should be UTF-8.</summary>
    internal static string Quote(ReadOnlySpan<byte> utf8) =>
        // A character has at least one byte: what is cut off here is cut off anyway.
        Quote(Encoding.UTF8.GetString(utf8[..Math.Min(utf8.Length, 4 * (MaxChars + 1))]));
}
