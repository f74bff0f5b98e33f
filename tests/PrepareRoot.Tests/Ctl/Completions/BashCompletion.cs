using System;
using System.Linq;
using System.Text;

namespace PrepareRoot.Tests.Ctl.Completions;

/// <summary>Prints the completion for bash, which does not need bash-completion.</summary>
internal static class BashCompletion
{
    internal static string Print(CompletedCommand program)
    {
        var commands = program.All.ToArray();
        var text = new StringBuilder("""
            # shellcheck shell=bash
            # Completes prepare-rootctl in bash. It is printed from the program's commands: make docs.

            _prepare_rootctl() {
                local command='' words='' i
                local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]}
                # bash takes the = of --option=VALUE for a word.
                if [[ $current == = ]]; then
                    current=''
                elif [[ $previous == = ]]; then
                    previous=${COMP_WORDS[COMP_CWORD - 2]}
                fi
                COMPREPLY=()

                for ((i = 1; i < COMP_CWORD; i++)); do
                    case "$command ${COMP_WORDS[i]}" in

            """);
        var inner = string.Join(" | ", commands.Where(command => command.Path.Length > 0).Select(Key));
        text.Append("            ").Append(inner).Append(") command=\"$command ${COMP_WORDS[i]}\" ;;\n");
        text.Append("""
                    esac
                done

                case "$command $previous" in

            """);
        var values = from command in commands
                     from option in command.Options
                     where option.Value is not null
                     from name in option.Names
                     group Quote(Prefix(command) + " " + name) by Action(option.Value!) into same
                     select string.Join(" | ", same) + ") " + same.Key + " ;;";
        foreach (var line in values)
            text.Append("        ").Append(line).Append('\n');
        text.Append("        *)\n            case \"$command $current\" in\n");
        // The longest pattern comes first: the others match what it matches.
        foreach (var command in commands.Reverse())
            text.Append("                ").Append(Pattern(command, " -*")).Append(") words='").Append(string.Join(' ', command.Options.SelectMany(option => option.Names))).Append("' ;;\n");
        foreach (var command in commands.Reverse())
            text.Append("                ").Append(Pattern(command, " *")).Append(") ").Append(Operands(command)).Append(" ;;\n");
        text.Append("""
                        esac
                        ;;
                esac
                [[ -z $words ]] || mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current")
            }

            complete -F _prepare_rootctl prepare-rootctl

            """);
        return text.ToString();
    }

    private static string Operands(CompletedCommand command) =>
        command.Commands.Length > 0 ? "words='" + string.Join(' ', command.Commands.Select(inner => inner.Name)) + "'"
        : command.Operands.Length > 0 ? Action(command.Operands[^1].Value)
        : ":";

    // With an empty COMPREPLY, readline completes the names of files itself.
    private static string Action(CompletedValue value) => value.Kind switch
    {
        ValueKind.Word => "words='" + string.Join(' ', value.Words) + "'",
        ValueKind.File => "compopt -o default",
        ValueKind.Directory => "compopt -o dirnames",
        ValueKind.Typed => ":",
        _ => throw new ArgumentOutOfRangeException(nameof(value)),
    };

    private static string Key(CompletedCommand command) => Quote(Prefix(command));

    private static string Prefix(CompletedCommand command) => string.Concat(command.Path.Select(name => " " + name));

    private static string Pattern(CompletedCommand command, string rest) =>
        (command.Path.Length == 0 ? "" : Quote(Prefix(command))) + rest.Replace(" ", "' '", StringComparison.Ordinal);

    private static string Quote(string text) => "'" + text + "'";
}
