using System;
using System.CommandLine;
using System.CommandLine.Completions;
using System.Linq;

namespace PrepareRoot.Tests.Ctl.Completions;

/// <summary>A value of an option or an operand, as a shell completes it.</summary>
/// <param name="Name">What the help calls it: FILE.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Words">The words that it may be, for <see cref="ValueKind.Word"/>.</param>
internal sealed record CompletedValue(string Name, ValueKind Kind, string[] Words)
{
    // Nobody has these in a file's name.
    private static readonly string[] _typed = ["HEX", "BASE64", "TEXT", "NUMBER", "COUNT"];

    /// <summary>What the value is, by the symbol's completions and its name in the help.</summary>
    internal static CompletedValue Of(string name, Symbol symbol)
    {
        string[] words = [.. symbol.GetCompletions(CompletionContext.Empty).Select(item => item.Label)];
        if (words.Length == 0 && name.Contains('|', StringComparison.Ordinal) && !name.Any(char.IsUpper))
            words = name.Split('|');
        return new CompletedValue(name, words.Length > 0 ? ValueKind.Word : KindOf(name), words);
    }

    private static ValueKind KindOf(string name) =>
        name.EndsWith("DIR", StringComparison.Ordinal) ? ValueKind.Directory
        : _typed.Any(typed => name.EndsWith(typed, StringComparison.Ordinal)) ? ValueKind.Typed
        : ValueKind.File;
}
