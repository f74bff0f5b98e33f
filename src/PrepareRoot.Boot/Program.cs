using PrepareRoot.Configuration;
using PrepareRoot.Reporting;

namespace PrepareRoot.Boot;

internal static class Program
{
    private const int Success = 0;

    private static int Main(string[] words)
    {
        if (!Invocation.Parse(words).Try(out var invocation, out var fault))
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
                fault = BootSequence.Run(invocation.Sysroot, invocation.CommandLine);
                return fault is null ? Success : Reporter.Refuse(fault);
        }
    }
}
