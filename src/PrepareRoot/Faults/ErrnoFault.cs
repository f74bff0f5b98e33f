using PrepareRoot.Linux;

namespace PrepareRoot.Faults;

/// <summary>From what a system call answered to why a request is refused.</summary>
internal static class ErrnoFault
{
    /// <summary>The fault whose cause reads "WHAT: No such file or directory".</summary>
    /// <param name="errno">What the system call answered.</param>
    /// <param name="code">The kind of refusal.</param>
    /// <param name="what">The path, or what was tried.</param>
    /// <param name="kernel">What the kernel itself said of it; may be empty.</param>
    internal static Fault ToFault(this Errno errno, FaultCode code, string what, string kernel = "") =>
        new(code, what + ": " + errno.Message() + (kernel.Length == 0 ? "" : " (the kernel: " + kernel + ")"));
}
