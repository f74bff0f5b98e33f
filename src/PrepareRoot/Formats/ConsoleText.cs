using System;
using System.Globalization;
using System.Text;

namespace PrepareRoot.Formats;

/// <summary>Text that a terminal shows on one line, in the order in which it is written.</summary>
internal static class ConsoleText
{
    /// <summary>
    /// Writes as <c>\uXXXX</c> what a terminal does not show as a character of its own: control
    /// characters (Unicode's category Cc), format characters (Cf), which change the direction of
    /// text, and line and paragraph separators (Zl, Zp). A name from the disk may contain any of
    /// them.
    /// </summary>
    internal static string Escape(string text)
    {
        // Every other character of ASCII is shown.
        if (!text.AsSpan().ContainsAnyExceptInRange(' ', '~'))
            return text;
        var escaped = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format
                or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator))
            {
                escaped.Append(rune);
                continue;
            }
            foreach (var unit in rune.ToString())
                escaped.Append("\\u").Append(((int)unit).ToString("x4", CultureInfo.InvariantCulture));
        }
        return escaped.ToString();
    }
}
