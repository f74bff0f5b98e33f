using PrepareRoot.Faults;
using PrepareRoot.Linux;
using PrepareRoot.Mounting;
using PrepareRoot.Requests;

namespace PrepareRoot;

/// <summary>
/// Boots without an initramfs: the kernel mounted the disk at <c>/</c> and started this program
/// from it as PID 1. The program prepares the root and then executes the new root's
/// <c>/sbin/init</c>.
/// </summary>
internal static class Pid1Boot
{
    /// <summary>Prepares the root and executes its init. It returns only on failure.</summary>
    /// <param name="arguments">
    /// The arguments that the kernel passes to PID 1. They are passed on to init.
    /// </param>
    /// <returns>
    /// Why it failed. Nothing is undone, because the kernel panics when PID 1 ends.
    /// </returns>
    public static Fault Run(string[] arguments)
    {
        if (!InMemoryRoot.Enter().Try(out var memoryRoot, out var fault))
            return fault;
        using (memoryRoot)
        {
            fault = BootSequence.Run(new Options(InMemoryRoot.Sysroot) { WithoutInitramfs = true }) ?? memoryRoot.Leave();
            if (fault is not null)
                return fault;
        }
        const string init = RootPolicy.DefaultInit;
        return CurrentProcess.Exec(init, [init, .. arguments]).ToFault(FaultCode.InitMissing, init);
    }
}
