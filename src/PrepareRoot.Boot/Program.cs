using System;
using PrepareRoot.Linux;
using PrepareRoot.Requests;
using PrepareRoot.Run;
using Action = PrepareRoot.Requests.Action;

namespace PrepareRoot.Boot;

internal static class Program
{
    private const int Success = 0;

    private static int Main(string[] arguments)
    {
        FileDescriptor.LeaveOpen();
        if (CurrentProcess.IsPid1)
            return Reporter.RefuseAsPid1(Pid1Boot.Run(arguments));
        // A caller may leave out even the program's name.
        var all = Environment.GetCommandLineArgs();
        if (!Invocation.Parse(all.Length > 0 ? all[0] : "", arguments, () => CurrentProcess.WorkingDirectory).Try(out var invocation, out var fault))
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
