using System;
using Action = PrepareRoot.Requests.Action;
using PrepareRoot.Linux;
using PrepareRoot.Requests;
using PrepareRoot.Run;

namespace PrepareRoot.Boot;

internal static class Program
{
    private const int Success = 0;

    private static int Main(string[] words)
    {
        if (CurrentProcess.IsPid1)
            return Reporter.RefuseForGood(Pid1Boot.Run(words));
        // It may be called without even a name.
        var all = Environment.GetCommandLineArgs();
        if (!Invocation.Parse(all.Length > 0 ? all[0] : "", words).Try(out var invocation, out var fault))
            return Reporter.Refuse(fault);
        switch (invocation.Action)
        {
            case Action.Help:
                Reporter.Help();
                return Success;
            case Action.Version:
                Reporter.Version();
                return Success;
            default:
                fault = BootSequence.Run(invocation.Options);
                return fault is null ? Success : Reporter.Refuse(fault);
        }
    }
}
