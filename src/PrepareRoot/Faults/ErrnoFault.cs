using PrepareRoot.Linux;

namespace PrepareRoot.Faults;

/// <summary>Converts an <see cref="Errno"/> to a <see cref="Fault"/>.</summary>
internal static class ErrnoFault
{
    /// <summary>The fault whose cause reads "WHAT: No such file or directory".</summary>
    /// <param name="errno">The error of the system call.</param>
    /// <param name="code">The kind of refusal.</param>
    /// <param name="what">The path, or the operation that failed.</param>
    /// <param name="kernel">The kernel's own message; may be empty.</param>
    internal static Fault ToFault(this Errno errno, FaultCode code, string what, string kernel = "") =>
        new(code, what + ": " + errno.Message() + (kernel.Length == 0 ? "" : " (the kernel: " + kernel + ")"));
}
