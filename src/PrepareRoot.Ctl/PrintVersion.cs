using System.CommandLine;
using System.CommandLine.Invocation;

namespace PrepareRoot.Ctl;

/// <summary>The action of <c>--version</c>.</summary>
internal sealed class PrintVersion : SynchronousCommandLineAction
{
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        parseResult.InvocationConfiguration.Output.WriteLine(CommandLine.ProgramName + " " + BuildVersion.Text);
        return ExitStatus.Success;
    }
}
