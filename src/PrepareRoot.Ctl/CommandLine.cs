using System.Collections.Generic;
using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
using System.IO;
using PrepareRoot.Ctl.Commands;
using PrepareRoot.Formats;

namespace PrepareRoot.Ctl;

/// <summary>The commands there are, and the edge where failures become a message and an exit status.</summary>
internal static class CommandLine
{
    internal const string ProgramName = "prepare-rootctl";

    /// <summary>Runs the command that the words ask for.</summary>
    /// <returns>One of <see cref="ExitStatus"/>.</returns>
    internal static int Run(IReadOnlyList<string> words, TextWriter output, TextWriter error)
    {
        // A file may be called @something: such a word is not the name of a file with more words.
        var parsed = Commands().Parse(words, new ParserConfiguration { ResponseFileTokenReplacer = null });
        var problems = Problems(parsed);
        if (problems.Count > 0)
        {
            foreach (var problem in problems)
                Say(error, problem);
            var command = parsed.CommandResult.Command;
            Say(error, "see " + ProgramName + (command is RootCommand ? "" : " " + command.Name) + " --help");
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
            Say(error, failure.Message);
            return ExitStatus.Failure;
        }
        catch (IOException failure)
        {
            // Files are read without exceptions: it is the output.
            Say(error, "can't write the output: " + failure.Message);
            return ExitStatus.Failure;
        }
    }

    /// <summary>Prints a message with the program's name before it.</summary>
    internal static void Say(TextWriter error, string message) => error.WriteLine(ProgramName + ": " + message);

    /// <summary>All that there is.</summary>
    internal static RootCommand Commands()
    {
        var root = new RootCommand("Sign and check the images that prepare-root boots, and build the initramfs that it runs in.")
        {
            DigestCommand.Make(),
            SignCommand.Make(),
            VerifyCommand.Make(),
            PublicKeyCommand.Make(),
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

    // System.CommandLine takes an option that it does not know for an operand: a mistyped one would become a file's name.
    private static List<string> Problems(ParseResult parsed)
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
            return [parsed.UnmatchedTokens is [var word, ..] ? "there is no command " + OffendingText.Quote(word) : "a command is missing"];
        foreach (var error in parsed.Errors)
            problems.Add(error.Message);
        return problems;
    }
}
