using PrepareRoot.Faults;
using PrepareRoot.MountTests.Scratch;

namespace PrepareRoot.MountTests.Check;

/// <summary>The rows of <see cref="BadInputTable"/> that can't be seen beforehand.</summary>
internal static class UnforeseenRows
{
    /// <summary>Why a row can't be seen beforehand; null if it can.</summary>
    internal static string? Reason(BadInput row)
    {
        if (row.Inject is not null)
            return "the kernel of the boot answers otherwise than that of the check";
        if (row.Name != ScratchInitramfs.Program)
            return "the unit in the initramfs gives other options";
        if (row.AsNobody)
            return "the boot runs as root";
        if (row.Fault == FaultCode.RunMissing || row.Fault == FaultCode.RecordUnwritable)
            return "/run is that of the initramfs";
        if (row.Fault == FaultCode.SysrootMissing)
            return "for the tool, a disk that is not there is an error";
        return row.Title switch
        {
            "no /proc" or "no /proc and no command line" or "no kernel command line" => "/proc is that of the initramfs",
            "an unknown option" or "too many arguments" or "an empty SYSROOT" => "the unit in the initramfs gives the arguments",
            "SYSROOT is /" or "SYSROOT is the working directory /" or "SYSROOT is / by a longer way" =>
                "the disk of a running system may be its root, the disk of an initramfs can't",
            _ => null,
        };
    }
}
