using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace PrepareRoot.Benchmarks;

/// <summary>Figures, in the same form for the terminal and for the documentation.</summary>
/// <param name="Headings">Of the columns; the first is that of the labels.</param>
internal sealed record Table(params string[] Headings)
{
    private readonly List<string[]> _rows = [];

    /// <summary>A figure; null for none.</summary>
    internal static string Cell(double? figure, string format) => figure?.ToString(format, CultureInfo.InvariantCulture) ?? "";

    /// <summary>Adds a row.</summary>
    /// <param name="label">What it is.</param>
    /// <param name="cells">As many as there are columns after the first.</param>
    internal void Add(string label, params string[] cells) => _rows.Add([label, .. cells]);

    /// <summary>The lines for a terminal.</summary>
    public override string ToString()
    {
        string[][] all = [Headings, .. _rows];
        var widths = Headings.Select((_, column) => all.Max(row => row[column].Length)).ToArray();
        return Lines(all.Select(row => string.Join("  ", row.Select((cell, column) => column == 0 ? cell.PadRight(widths[0]) : cell.PadLeft(widths[column])))));
    }

    /// <summary>The same in Markdown.</summary>
    internal string ToMarkdown() => Lines(((string[][])[Headings, [.. Headings.Select(_ => "---")], .. _rows])
        .Select(row => "|" + string.Concat(row.Select(cell => cell.Length == 0 ? " |" : $" {cell} |"))));

    private static string Lines(IEnumerable<string> lines) => string.Concat(lines.Select(line => line + "\n"));
}
