using System;
using System.CommandLine;
using System.Linq;

namespace PrepareRoot.Tests.Ctl.Completions;

/// <summary>An option, as a shell completes it.</summary>
/// <param name="Names">Its names, the short one first: <c>-h</c>, <c>--help</c>.</param>
/// <param name="Description">What it does, without the full stop.</param>
/// <param name="Value">What its value is; null if it has none.</param>
internal sealed record CompletedOption(string[] Names, string Description, CompletedValue? Value)
{
    internal static CompletedOption Of(Option option) => new(
        [.. option.Aliases.Append(option.Name).Distinct().Where(IsShown).OrderBy(name => name.Length)],
        CompletedCommand.Sentence(option.Description),
        TakesValue(option) ? CompletedValue.Of(option.HelpName ?? "", option) : null);

    // System.CommandLine has names of its own for help: -?, /h and /?.
    private static bool IsShown(string name) =>
        name.StartsWith("--", StringComparison.Ordinal) || (name is ['-', var letter] && char.IsLetter(letter));

    private static bool TakesValue(Option option) => option.Arity.MaximumNumberOfValues > 0 && option.ValueType != typeof(bool);
}
