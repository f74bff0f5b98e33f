using PrepareRoot.Deployments;
using PrepareRoot.Faults;
using PrepareRoot.Linux;
using PrepareRoot.Mounting;
using PrepareRoot.Requests;

namespace PrepareRoot;

/// <summary>
/// The story around the story where there is no initramfs: the kernel mounted the disk at <c>/</c> and started this program from it, as
/// its first process. It ends as the <c>/sbin/init</c> of the new root.
/// </summary>
internal static class Pid1Boot
{
    private const string Init = "/sbin/init";

    /// <summary>Prepares the root and becomes its init. Returns only if that was refused.</summary>
    /// <param name="words">What the kernel passes to its first process; they are init's.</param>
    /// <returns>Why. What is done is not undone: when the first process ends, so does the machine.</returns>
    public static Fault Run(string[] words)
    {
        if (!InMemoryRoot.Enter().Try(out var initramfs, out var fault))
            return fault;
        using (initramfs)
        {
            fault = BootSequence.Run(new Options(InMemoryRoot.Sysroot) { WithoutInitramfs = true }) ?? initramfs.Leave();
            if (fault is not null)
                return fault;
        }
        var errno = CurrentProcess.Exec(Init, [Init, .. words]);
        return new Fault(FaultCode.InitMissing, Init + ": " + errno.Message());
    }
}
