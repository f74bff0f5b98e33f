using System.IO;
using PrepareRoot.Ctl;

namespace PrepareRoot.Tests.Ctl;

/// <summary>prepare-rootctl, run inside the test's process.</summary>
internal sealed record CtlRun(int Status, string Output, string Error)
{
    internal static CtlRun Of(params string[] words)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var status = CommandLine.Run(words, output, error);
        return new CtlRun(status, output.ToString(), error.ToString());
    }
}
