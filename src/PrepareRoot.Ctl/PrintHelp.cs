using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using PrepareRoot.Ctl.Commands;

namespace PrepareRoot.Ctl;

/// <summary>
/// The action of <c>--help</c>: prints System.CommandLine's help, then the command's own details.
/// </summary>
internal sealed class PrintHelp(HelpAction help) : SynchronousCommandLineAction
{
    // With --help, missing arguments are not an error.
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
