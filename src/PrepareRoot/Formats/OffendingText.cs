using System;
using System.Globalization;
using System.Text;

namespace PrepareRoot.Formats;

/// <summary>
/// Quotes untrusted text for a message: at most <see cref="MaxChars"/> characters, on one line,
/// without control characters.
/// </summary>
internal static class OffendingText
{
    /// <summary>
    /// The maximum number of quoted characters, more than any valid value has (<c>v2-sha512-12:</c>
    /// and 128 digits).
    /// </summary>
    internal const int MaxChars = 160;

    /// <summary>
    /// <paramref name="text"/> in single quotes, truncated after <see cref="MaxChars"/> characters.
    /// All characters except printable ASCII are written as <c>\uXXXX</c>.
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
        // A character has at most four bytes, so this limit never cuts off a quoted character.
        Quote(Encoding.UTF8.GetString(utf8[..Math.Min(utf8.Length, 4 * (MaxChars + 1))]));
}
