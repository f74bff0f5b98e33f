using System;
using System.IO;
using PrepareRoot.Support;

namespace PrepareRoot.Benchmarks;

/// <summary>
/// The parts of docs/performance.md that the benchmarks print, each between comments with the name
/// of its target.
/// </summary>
internal static class Documentation
{
    private static readonly string _page = Checkout.File("docs/performance.md");

    /// <summary>Whether it is to be printed.</summary>
    internal static bool IsAskedFor => Environment.GetEnvironmentVariable("WRITE_DOCS") == "1";

    /// <summary>A file of docs/screens.</summary>
    internal static string Screen(string name) => Checkout.File("docs/screens/" + name);

    /// <summary>Prints a target's part, if it is asked for.</summary>
    /// <param name="target">The target of the Makefile.</param>
    /// <param name="text">Markdown.</param>
    /// <exception cref="InvalidOperationException">The page has no such part.</exception>
    internal static void Print(string target, string text)
    {
        if (!IsAskedFor)
            return;
        var start = $"<!-- printed by WRITE_DOCS=1 make {target} -->\n";
        var end = $"<!-- end of make {target} -->\n";
        var page = File.ReadAllText(_page);
        var from = page.IndexOf(start, StringComparison.Ordinal);
        var to = page.IndexOf(end, StringComparison.Ordinal);
        if (from < 0 || to < from)
            throw new InvalidOperationException($"{_page} has no part between '{start.Trim()}' and '{end.Trim()}'");
        File.WriteAllText(_page, page[..(from + start.Length)] + "\n" + text.Trim('\n') + "\n\n" + page[to..]);
    }
}
