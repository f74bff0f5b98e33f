using System;
using PrepareRoot.Configuration;
using PrepareRoot.Linux;
using PrepareRoot.Reporting;

namespace PrepareRoot.Boot;

internal static class Program
{
    private const int Success = 0;

    private static int Main(string[] words)
    {
        if (CurrentProcess.IsFirst)
            return Reporter.RefuseForGood(FirstProcess.Run(words));
        // It may be called without even a name.
        var all = Environment.GetCommandLineArgs();
        if (!Invocation.Parse(all.Length > 0 ? all[0] : "", words).Try(out var invocation, out var fault))
            return Reporter.Refuse(fault);
        switch (invocation.Purpose)
        {
            case Purpose.Help:
                Reporter.Help();
                return Success;
            case Purpose.Version:
                Reporter.Version();
                return Success;
            default:
                fault = BootSequence.Run(invocation.Inputs);
                return fault is null ? Success : Reporter.Refuse(fault);
        }
    }
}
