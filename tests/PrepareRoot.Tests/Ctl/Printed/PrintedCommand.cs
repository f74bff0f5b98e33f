using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;
using PrepareRoot.Ctl;

namespace PrepareRoot.Tests.Ctl.Printed;

/// <summary>
/// A command of <c>prepare-rootctl</c> that is printed somewhere for a person to type.
/// </summary>
/// <param name="Where">Where it is printed.</param>
/// <param name="Text">What follows the name of the program, to the end of the line.</param>
/// <param name="IsWhole">
/// Whether it can be typed as it is. If not, it is named in a sentence, and may lack arguments.
/// </param>
internal sealed partial record PrintedCommand(string Where, string Text, bool IsWhole)
{
    private const string Digest = "5555555555555555555555555555555555555555555555555555555555555555";

    /// <summary>The commands in a text.</summary>
    /// <param name="place">Where the text is.</param>
    /// <param name="text">The text, with hyphens that are not escaped.</param>
    /// <param name="isCode">Whether a line is a command or several of a shell.</param>
    internal static IEnumerable<PrintedCommand> In(string place, string text, Func<string, bool> isCode) =>
        from line in text.Replace("\\\n", " ", StringComparison.Ordinal).Split('\n')
        from Match match in Name().Matches(line)
        where isCode(line) || match.Groups["mark"].Success || IsCommand(Command().Match(match.Groups["rest"].Value).Value)
        select new PrintedCommand(place, match.Groups["rest"].Value, isCode(line));

    /// <summary>What is wrong with it; empty if nothing is.</summary>
    internal IReadOnlyList<string> Problems() => IsWhole
        ? CommandLine.Problems(CommandLine.Parse([.. ShellWords.Of(Text).Select(Filled)]))
        : [.. Named().SelectMany(words => CommandLine.Problems(CommandLine.Parse(words))).Where(problem => problem.StartsWith("there is no ", StringComparison.Ordinal))];

    /// <inheritdoc/>
    public override string ToString() => Where + ": prepare-rootctl " + Text;

    // The command alone, and with each of its options: where its arguments end is not known.
    private IEnumerable<string[]> Named()
    {
        var end = Text.AsSpan().IndexOfAny("`'\",");
        var fragment = end < 0 ? Text : Text[..end];
        var command = Command().Match(fragment).Value;
        // Without a command, only the program is named. Without an end, the options may be others'.
        return command.Length == 0 ? [] : [[command], .. end < 0 ? [] : Option().Matches(fragment).Select(match => (string[])[command, match.Value])];
    }

    // Words in capitals stand for values.
    private static string Filled(string word) => word switch
    {
        "NAME" or "CODE" or "@PREPARE_ROOT_FAULT@" => "usage",
        _ => word.Replace("$digest", Digest, StringComparison.Ordinal).Replace("HEX", word.StartsWith("sha512", StringComparison.Ordinal) ? Digest + Digest : Digest, StringComparison.Ordinal),
    };

    private static bool IsCommand(string word) => CommandLine.Commands().Subcommands.Any(command => command.Name == word);

    // What precedes the name where it is not a word of a sentence.
    [GeneratedRegex(@"(?<=(?<mark>[`'""(]|[:;] |\.BI? )?)(?<![\w/.-])prepare-rootctl (?!is )(?<rest>(?:(?!prepare-rootctl ).)*)")]
    private static partial Regex Name();

    [GeneratedRegex("^[a-z][a-z-]*[a-z]")]
    private static partial Regex Command();

    [GeneratedRegex("(?<= )--[a-z-]+")]
    private static partial Regex Option();
}
