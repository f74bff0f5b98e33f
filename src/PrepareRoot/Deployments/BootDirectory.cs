using PrepareRoot.Faults;
using PrepareRoot.Linux;

namespace PrepareRoot.Deployments;

/// <summary>
/// The boot loader's directory <c>/boot</c>, if it is on the disk itself and not on a separate
/// partition.
/// </summary>
internal static class BootDirectory
{
    /// <summary>
    /// Whether the disk has it. libostree's link <c>boot/loader</c> distinguishes it from an empty
    /// mount point.
    /// </summary>
    internal static Result<bool> IsOn(Disk disk)
    {
        if (!disk.OpenDirectory("boot", links: false, FaultCode.StateMissing).Try(out var boot, out var fault))
            return fault.Code == FaultCode.StateMissing || fault.Code == FaultCode.PathRefused ? false : fault;
        using (boot)
        {
            var errno = Files.Status(boot, "loader", out var status);
            return errno is Errno.None or Errno.ENOENT
                ? errno == Errno.None && status.Type == FileType.SymbolicLink
                : disk.Unreadable(errno, "boot/loader");
        }
    }
}
