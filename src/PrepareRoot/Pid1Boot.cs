using PrepareRoot.Faults;
using PrepareRoot.Linux;
using PrepareRoot.Mounting;
using PrepareRoot.Requests;

namespace PrepareRoot;

/// <summary>
/// The same without an initramfs: the kernel mounted the disk at <c>/</c> and started this program
/// from it as PID 1. It ends as the <c>/sbin/init</c> of the new root.
/// </summary>
internal static class Pid1Boot
{
    private const string Init = "/sbin/init";

    /// <summary>
    /// Prepares the root and executes its init. It returns only if that is refused.
    /// </summary>
    /// <param name="arguments">
    /// The arguments that the kernel passes to PID 1. They are init's.
    /// </param>
    /// <returns>
    /// Why it was refused. Nothing is undone then: when PID 1 ends, the kernel panics.
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
        return CurrentProcess.Exec(Init, [Init, .. arguments]).ToFault(FaultCode.InitMissing, Init);
    }
}
