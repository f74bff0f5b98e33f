using System;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using PrepareRoot.Support;

namespace PrepareRoot.PackageTests;

/// <summary>The commands of a page in <c>docs/recipes</c>.</summary>
internal sealed partial class RecipePage
{
    private readonly string _text;

    /// <summary>Reads a page.</summary>
    internal RecipePage(string name) => _text = File.ReadAllText(Checkout.File("docs/recipes/" + name));

    /// <summary>The indented lines below a heading.</summary>
    internal string Commands(string heading)
    {
        var section = _text.Split("\n## ").Single(section => section.StartsWith(heading + "\n", StringComparison.Ordinal));
        return string.Concat(section.Split('\n').Where(line => line.StartsWith("    ", StringComparison.Ordinal)).Select(line => line[4..] + "\n"));
    }

    /// <summary>The script of a step of a workflow, which is the page's only code.</summary>
    internal string Step(string name) => Indent().Replace(
        Steps().Matches(_text).Single(step => step.Groups["name"].Value == name).Groups["script"].Value, "");

    [GeneratedRegex(@"- name: (?<name>.*)\n(?:(?! *- ).*\n)*? *run: \|\n(?<script>(?: {14}.*\n)+)")]
    private static partial Regex Steps();

    [GeneratedRegex("^ {14}", RegexOptions.Multiline)]
    private static partial Regex Indent();
}
