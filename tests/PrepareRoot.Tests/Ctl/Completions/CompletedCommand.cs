using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Linq;

namespace PrepareRoot.Tests.Ctl.Completions;

/// <summary>A command of prepare-rootctl, as a shell completes it.</summary>
/// <param name="Path">
/// Its name, after those of the commands that it belongs to; none for the program.
/// </param>
/// <param name="Summary">What it does, without the full stop.</param>
/// <param name="Options">Its options.</param>
/// <param name="Operands">Its operands.</param>
/// <param name="Commands">The commands that belong to it.</param>
internal sealed record CompletedCommand(
    string[] Path, string Summary, CompletedOption[] Options, CompletedOperand[] Operands, CompletedCommand[] Commands)
{
    /// <summary>Its name.</summary>
    internal string Name => Path[^1];

    /// <summary>It and all commands below it.</summary>
    internal IEnumerable<CompletedCommand> All => Commands.SelectMany(command => command.All).Prepend(this);

    /// <summary>The program, from the commands that it parses.</summary>
    internal static CompletedCommand Of(RootCommand root) => Of(root, [], Shared(root.Options));

    private static CompletedCommand Of(Command command, string[] path, Option[] inherited) => new(
        path,
        Sentence(command.Description),
        [.. inherited.Concat(command.Options).Distinct().Where(option => !option.Hidden).Select(CompletedOption.Of)],
        [.. command.Arguments.Where(argument => !argument.Hidden).Select(CompletedOperand.Of)],
        [.. command.Subcommands.Where(inner => !inner.Hidden).Select(inner => Of(inner, [.. path, inner.Name], inherited))]);

    private static Option[] Shared(IEnumerable<Option> options) => [.. options.Where(option => option.Recursive)];

    /// <summary>The first sentence of a description, without its full stop.</summary>
    internal static string Sentence(string? description) =>
        (description ?? "").Split(". ", StringSplitOptions.None)[0].Replace("\n", " ", StringComparison.Ordinal).TrimEnd('.');
}
