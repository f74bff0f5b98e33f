using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using PrepareRoot.Ctl.Commands;

namespace PrepareRoot.Ctl;

/// <summary>What <c>--help</c> does: System.CommandLine's page, and below it what the command has to add.</summary>
internal sealed class PrintHelp(HelpAction help) : SynchronousCommandLineAction
{
    // Help is for those who don't know the arguments yet: what is missing is no error.
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        var status = help.Invoke(parseResult);
        var output = parseResult.InvocationConfiguration.Output;
        if (parseResult.CommandResult.Command is DocumentedCommand command)
            output.WriteLine(command.Details + "\n");
        output.WriteLine("More is in the manual page: man 8 " + CommandLine.ProgramName);
        return status;
    }
}
