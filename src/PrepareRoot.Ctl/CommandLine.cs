using System.Collections.Generic;
using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
using System.IO;
using PrepareRoot.Ctl.Commands;
using PrepareRoot.Formats;

namespace PrepareRoot.Ctl;

/// <summary>
/// Parses the arguments, runs the command, and turns failures into a message and an exit status.
/// </summary>
internal static class CommandLine
{
    internal const string ProgramName = "prepare-rootctl";

    /// <summary>Runs the command that the arguments name.</summary>
    /// <returns>One of <see cref="ExitStatus"/>.</returns>
    internal static int Run(IReadOnlyList<string> arguments, TextWriter output, TextWriter error)
    {
        var parsed = Parse(arguments);
        var problems = Problems(parsed);
        if (problems.Count > 0)
        {
            foreach (var problem in problems)
                PrintMessage(error, problem);
            var command = parsed.CommandResult.Command;
            PrintMessage(error, "see " + ProgramName + (command is RootCommand ? "" : " " + command.Name) + " --help");
            return ExitStatus.Usage;
        }
        try
        {
            return parsed.Invoke(new InvocationConfiguration
            {
                Output = output,
                Error = error,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
            });
        }
        catch (FailureException failure)
        {
            PrintMessage(error, failure.Message);
            return ExitStatus.Failure;
        }
        catch (IOException failure)
        {
            // Reading a file throws no IOException, so writing the output failed.
            PrintMessage(error, "can't write the output: " + failure.Message);
            return ExitStatus.Failure;
        }
    }

    /// <summary>Parses the arguments.</summary>
    // No response files: @NAME is the name of a file, not of a file with more arguments.
    internal static ParseResult Parse(IReadOnlyList<string> arguments) =>
        Commands().Parse(arguments, new ParserConfiguration { ResponseFileTokenReplacer = null });

    /// <summary>Prints a message after the program's name.</summary>
    internal static void PrintMessage(TextWriter error, string message) => error.WriteLine(ProgramName + ": " + message);

    /// <summary>All commands.</summary>
    internal static RootCommand Commands()
    {
        var root = new RootCommand("Ask what prepare-root will do at the next boot and what it did at this one, and make what it boots.")
        {
            PlanCommand.Make(),
            CheckCommand.Make(),
            WhyCommand.Make(),
            StatusCommand.Make(),
            ExplainCommand.Make(),
            InspectCommand.Make(),
            DiffCommand.Make(),
            DigestCommand.Make(),
            SealCommand.Make(),
            RemoveCommand.Make(),
            GcCommand.Make(),
            AssembleCommand.Make(),
            SoftRebootCommand.Make(),
            FactoryResetCommand.Make(),
            KeygenCommand.Make(),
            PublicKeyCommand.Make(),
            SignCommand.Make(),
            VerifyCommand.Make(),
            InitramfsCommand.Make(),
            ForgetStaleRecordCommand.Make(),
        };
        foreach (var option in root.Options)
        {
            if (option is VersionOption)
                option.Action = new PrintVersion();
            else if (option is HelpOption { Action: HelpAction help })
                option.Action = new PrintHelp(help);
        }
        return root;
    }

    /// <summary>What is wrong with the arguments; empty if nothing is.</summary>
    // System.CommandLine parses an unknown option as an operand, so a mistyped option would be used
    // as the name of a file.
    internal static IReadOnlyList<string> Problems(ParseResult parsed)
    {
        var problems = new List<string>();
        foreach (var token in parsed.Tokens)
        {
            if (token.Type == TokenType.DoubleDash)
                break;
            if (token.Type == TokenType.Argument && token.Value is ['-', _, ..])
                problems.Add("there is no option " + OffendingText.Quote(token.Value) + " (a file with such a name goes after --)");
        }
        if (problems.Count > 0 || parsed.Errors.Count == 0)
            return problems;
        if (parsed.CommandResult.Command is RootCommand)
            return [parsed.UnmatchedTokens is [var name, ..] ? "there is no command " + OffendingText.Quote(name) : "a command is missing"];
        foreach (var error in parsed.Errors)
            problems.Add(error.Message);
        return problems;
    }
}
