using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using PrepareRoot.Formats;

namespace PrepareRoot.Ctl;

/// <summary>
/// Lines with a label in front, and at the end where the text is from:
/// <c>policy   verity   /etc/ostree/prepare-root.conf:2</c>.
/// </summary>
/// <param name="output">Where they are written.</param>
/// <param name="style">The colours.</param>
internal sealed class LabelledText(TextWriter output, TerminalStyle style)
{
    private const int LabelWidth = 10;

    // Longer texts don't move the origins of the others.
    private const int MaxAlignment = 60;

    /// <summary>Writes a line.</summary>
    /// <param name="label">The label; empty if it is that of the line before.</param>
    /// <param name="text">The text. It is not escaped here: it may have colours.</param>
    /// <param name="origin">Where it is from; null: it isn't said.</param>
    internal void Write(string label, string text, string? origin = null) => output.WriteLine(
        style.Faint(label) + new string(' ', Math.Max(LabelWidth - label.Length, 0)) + text + (origin is null ? "" : "   " + style.Faint(ConsoleText.Escape(origin))));

    /// <summary>Writes lines whose origins are in a column. The text is escaped.</summary>
    internal void WriteAligned(string label, IReadOnlyList<(string Text, string Origin)> lines)
    {
        var escaped = lines.Select(line => (Text: ConsoleText.Escape(line.Text), line.Origin)).ToArray();
        var width = escaped.Length == 0 ? 0 : Math.Min(escaped.Max(line => line.Text.Length), MaxAlignment);
        for (var i = 0; i < escaped.Length; i++)
            Write(i == 0 ? label : "", escaped[i].Text.PadRight(width), escaped[i].Origin);
    }

    /// <summary>Writes a list, one item a line. The text is escaped.</summary>
    internal void WriteList(string label, IReadOnlyList<string> items, Func<string, string>? paint = null)
    {
        for (var i = 0; i < items.Count; i++)
        {
            var text = ConsoleText.Escape(items[i]);
            Write(i == 0 ? label : "", paint is null ? text : paint(text));
        }
    }
}
