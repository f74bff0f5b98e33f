using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;

namespace PrepareRoot.Tests.Ctl.Completions;

/// <summary>
/// Prints the completion for zsh: a function for each command (<c>zshcompsys(1)</c>).
/// </summary>
internal static class ZshCompletion
{
    internal static string Print(CompletedCommand program)
    {
        var text = new StringBuilder("""
            #compdef prepare-rootctl
            # Completes prepare-rootctl in zsh. It is printed from the program's commands: make docs.


            """);
        // The functions of the inner commands come first.
        foreach (var command in program.All.Reverse())
            Append(text, command);
        text.Append("_prepare-rootctl \"$@\"\n");
        return text.ToString();
    }

    private static void Append(StringBuilder text, CompletedCommand command)
    {
        text.Append(Function(command)).Append("() {\n");
        var specifications = command.Options.Select(Option);
        if (command.Commands.Length == 0)
        {
            text.Append("    _arguments -s -S");
            AppendAll(text, specifications.Concat(command.Operands.Select((operand, index) => Operand(operand, index))));
            text.Append("\n}\n\n");
            return;
        }
        text.Append("    local curcontext=$curcontext state line ret=1\n    typeset -A opt_args\n    _arguments -C -s -S");
        AppendAll(text, specifications.Append("'1:command:->command'").Append("'*::argument:->argument'"));
        text.Append(" && ret=0\n    case $state in\n        command)\n            local -a commands=(\n");
        foreach (var inner in command.Commands)
            text.Append("                ").Append(Quote(inner.Name + ":" + inner.Summary)).Append('\n');
        text.Append("            )\n            _describe -t commands command commands && ret=0\n            ;;\n        argument)\n            case $words[1] in\n");
        foreach (var inner in command.Commands)
            text.Append("                ").Append(inner.Name).Append(") ").Append(Function(inner)).Append(" && ret=0 ;;\n");
        text.Append("            esac\n            ;;\n    esac\n    return ret\n}\n\n");
    }

    private static void AppendAll(StringBuilder text, IEnumerable<string> specifications)
    {
        foreach (var specification in specifications)
            text.Append(" \\\n        ").Append(specification);
    }

    // --option= takes VALUE in the same word or in the next one.
    private static string Option(CompletedOption option)
    {
        var description = "[" + option.Description.Replace("]", "\\]", StringComparison.Ordinal) + "]";
        if (option.Value is { } value)
            return Quote(option.Names[^1] + "=" + description + ":" + Value(value));
        return option.Names.Length == 1
            ? Quote(option.Names[0] + description)
            : "'(" + string.Join(' ', option.Names) + ")'{" + string.Join(',', option.Names) + "}" + Quote(description);
    }

    private static string Operand(CompletedOperand operand, int index) => Quote(
        (operand.IsRepeated ? "*:" : index + 1 + (operand.IsOptional ? "::" : ":")) + Value(operand.Value));

    private static string Value(CompletedValue value) => value.Name.Replace(":", "\\:", StringComparison.Ordinal) + ":" + value.Kind switch
    {
        ValueKind.Word => "(" + string.Join(' ', value.Words) + ")",
        ValueKind.File => "_files",
        ValueKind.Directory => "_files -/",
        // A space: there is nothing to complete.
        ValueKind.Typed => " ",
        _ => throw new ArgumentOutOfRangeException(nameof(value)),
    };

    private static string Function(CompletedCommand command) => "_prepare-rootctl" + string.Concat(command.Path.Select(name => "_" + name));

    private static string Quote(string text) => "'" + text.Replace("'", "'\\''", StringComparison.Ordinal) + "'";
}
