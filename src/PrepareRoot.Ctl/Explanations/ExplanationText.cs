using System;
using System.Collections.Generic;

namespace PrepareRoot.Ctl.Explanations;

/// <summary>
/// Lays out the text of an <see cref="Explanation"/>: wraps its prose and leaves its commands
/// alone.
/// </summary>
internal static class ExplanationText
{
    /// <summary>What precedes a command.</summary>
    internal const string CommandIndent = "    ";

    /// <summary>The lines of a text.</summary>
    /// <param name="text">Prose, and commands that <see cref="CommandIndent"/> precedes.</param>
    /// <param name="width">The most characters that a line of prose may have.</param>
    internal static List<string> Lines(string text, int width)
    {
        var lines = new List<string>();
        var prose = "";
        foreach (var line in text.Split('\n'))
        {
            if (!IsCommand(line))
            {
                prose = prose.Length == 0 ? line : prose + " " + line;
                continue;
            }
            Wrap(lines, prose, width);
            prose = "";
            lines.Add(line);
        }
        Wrap(lines, prose, width);
        return lines;
    }

    /// <summary>Whether a line is a command.</summary>
    internal static bool IsCommand(string line) => line.StartsWith(CommandIndent, StringComparison.Ordinal);

    private static void Wrap(List<string> lines, string prose, int width)
    {
        var current = "";
        foreach (var word in prose.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (current.Length > 0 && current.Length + 1 + word.Length > width)
            {
                lines.Add(current);
                current = "";
            }
            current = current.Length == 0 ? word : current + " " + word;
        }
        if (current.Length > 0)
            lines.Add(current);
    }
}
