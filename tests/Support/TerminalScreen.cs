using System;
using System.Collections.Generic;
using System.Globalization;
using System.Security;
using System.Text;

namespace PrepareRoot.Support;

/// <summary>
/// What a program wrote to a terminal, as an SVG image: text in a light and a dark scheme, without
/// fonts or scripts. It knows the escape sequences that prepare-rootctl uses (SGR of ECMA-48), and
/// no others.
/// </summary>
public static class TerminalScreen
{
    // What is longer is continued on the next line, as a terminal does it.
    private const int Columns = 124;

    // In pixels.
    private const double CellWidth = 7.8;
    private const int LineHeight = 18;
    private const int Margin = 14;
    private const int Ascent = 13;

    private const string Style = """
        <style>
        rect { fill: #ffffff; stroke: #d1d9e0 }
        text { font: 13px ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace; white-space: pre; fill: #1f2328 }
        .strong { font-weight: bold }
        .faint { fill: #59636e }
        .bad { fill: #c21c28 }
        .good { fill: #1a7f37 }
        .warning { fill: #8a5a00 }
        @media (prefers-color-scheme: dark) {
        rect { fill: #0d1117; stroke: #3d444d }
        text { fill: #f0f6fc }
        .faint { fill: #9198a1 }
        .bad { fill: #ff7b72 }
        .good { fill: #3fb950 }
        .warning { fill: #d29922 }
        }
        </style>
        """;

    private static readonly Dictionary<string, string> _classes = new()
    {
        ["0"] = "",
        ["1"] = "strong",
        ["2"] = "faint",
        ["31"] = "bad",
        ["32"] = "good",
        ["33"] = "warning",
    };

    /// <summary>The image.</summary>
    /// <param name="title">What it shows, for those who don't see it.</param>
    /// <param name="written">What was written to the terminal.</param>
    /// <exception cref="FormatException">
    /// There is another escape sequence or control character.
    /// </exception>
    public static string Svg(string title, string written)
    {
        var body = new StringBuilder();
        var screen = new Cursor(body);
        for (var i = 0; i < written.Length;)
        {
            var escape = written.AsSpan(i).StartsWith("\e[") ? written.IndexOf('m', i) : -1;
            if (escape >= 0)
            {
                var code = written[(i + 2)..escape];
                screen.Class = _classes.TryGetValue(code, out var name) ? name : throw new FormatException("SGR " + code);
                i = escape + 1;
                continue;
            }
            var end = written.AsSpan(i).IndexOfAny('\e', '\n');
            end = end < 0 ? written.Length : i + end;
            if (end == i && written[i] == '\e')
                throw new FormatException($"an escape sequence that is not SGR at {i}");
            screen.Write(written[i..end]);
            i = end;
            if (i < written.Length && written[i] == '\n')
            {
                screen.NewLine();
                i++;
            }
        }
        var width = Number((Columns * CellWidth) + (2 * Margin));
        var height = Number((screen.Line * LineHeight) + (2 * Margin));
        return $"""
            <svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" role="img" xml:space="preserve">
            <title>{SecurityElement.Escape(title)}</title>
            {Style}
            <rect x="0.5" y="0.5" width="{Number((Columns * CellWidth) + (2 * Margin) - 1)}" height="{Number((screen.Line * LineHeight) + (2 * Margin) - 1)}" rx="6"/>
            {body}</svg>

            """;
    }

    private static string Number(double pixels) => pixels.ToString("0.#", CultureInfo.InvariantCulture);

    private sealed class Cursor(StringBuilder body)
    {
        private int _column;

        internal string Class { get; set; } = "";

        internal int Line { get; private set; }

        internal void NewLine()
        {
            _column = 0;
            Line++;
        }

        internal void Write(string text)
        {
            while (text.Length > 0)
            {
                if (_column == Columns)
                    NewLine();
                var count = Math.Min(Columns - _column, text.Length);
                Place(text[..count]);
                _column += count;
                text = text[count..];
            }
        }

        // textLength keeps the columns with every font.
        private void Place(string text)
        {
            foreach (var c in text)
            {
                if (char.IsControl(c))
                    throw new FormatException($"control character {(int)c:x2}");
            }
            var shown = text.Trim(' ');
            if (shown.Length == 0)
                return;
            var x = Margin + ((_column + text.Length - text.TrimStart(' ').Length) * CellWidth);
            var y = Margin + Ascent + (Line * LineHeight);
            var name = Class.Length == 0 ? "" : $" class=\"{Class}\"";
            body.Append(CultureInfo.InvariantCulture, $"<text{name} x=\"{Number(x)}\" y=\"{y}\" textLength=\"{Number(shown.Length * CellWidth)}\">");
            body.Append(SecurityElement.Escape(shown)).Append("</text>\n");
        }
    }
}
