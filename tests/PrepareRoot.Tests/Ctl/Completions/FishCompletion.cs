using System;
using System.Linq;
using System.Text;

namespace PrepareRoot.Tests.Ctl.Completions;

/// <summary>Prints the completion for fish (<c>complete(1)</c>).</summary>
internal static class FishCompletion
{
    private const string Complete = "complete -c prepare-rootctl";

    internal static string Print(CompletedCommand program)
    {
        var text = new StringBuilder("""
            # Completes prepare-rootctl in fish. It is printed from the program's commands: make docs.

            complete -c prepare-rootctl -f

            """);
        foreach (var command in program.All)
        {
            var line = Complete + " -n " + Quote(Condition(command));
            foreach (var inner in command.Commands)
                text.Append(line).Append(" -a ").Append(inner.Name).Append(" -d ").Append(Quote(inner.Summary)).Append('\n');
            foreach (var option in command.Options)
                text.Append(line).Append(Option(option)).Append('\n');
            foreach (var operand in command.Operands.Where(operand => operand.Value.Kind != ValueKind.Typed))
                text.Append(line).Append(Value(operand.Value)).Append('\n');
        }
        return text.ToString();
    }

    private static string Option(CompletedOption option)
    {
        var names = string.Concat(option.Names.Select(name => name.StartsWith("--", StringComparison.Ordinal) ? " -l " + name[2..] : " -s " + name[1..]));
        return names + option.Value switch
        {
            null => "",
            { Kind: ValueKind.File } file => " -r" + Value(file),
            { Kind: ValueKind.Typed } => " -x",
            { } value => " -x" + Value(value),
        } + " -d " + Quote(option.Description);
    }

    private static string Value(CompletedValue value) => value.Kind switch
    {
        ValueKind.Word => " -a " + Quote(string.Join(' ', value.Words)),
        ValueKind.File => " -F",
        ValueKind.Directory => " -a '(__fish_complete_directories)'",
        _ => throw new ArgumentOutOfRangeException(nameof(value)),
    };

    // Its own name was typed, and no name of a command below it.
    private static string Condition(CompletedCommand command)
    {
        var typed = command.Path.Select(name => "__fish_seen_subcommand_from " + name);
        var below = string.Join(' ', command.Commands.Select(inner => inner.Name));
        return string.Join("; and ", below.Length == 0 ? typed : typed.Append("not __fish_seen_subcommand_from " + below));
    }

    private static string Quote(string text) =>
        "'" + text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal) + "'";
}
