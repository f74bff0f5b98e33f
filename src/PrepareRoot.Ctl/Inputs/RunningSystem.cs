using System.Text;
using PrepareRoot.Deployments;
using PrepareRoot.Faults;
using PrepareRoot.Initramfs;
using PrepareRoot.Linux;
using PrepareRoot.Requests;

namespace PrepareRoot.Ctl.Inputs;

/// <summary>What the running system answers where no option says otherwise.</summary>
internal static class RunningSystem
{
    private const string CommandLinePath = "/proc/cmdline";
    private const int CommandLineBound = 64 * 1024;

    /// <summary>The running kernel's command line.</summary>
    internal static BootCommandLine CommandLine()
    {
        if (!InitramfsFile.Read(null, CommandLinePath, CommandLineBound).Try(out var file, out var fault))
            throw FailureException.Of(fault);
        return file.Content is null
            ? throw new FailureException(CommandLinePath + ": " + Errno.ENOENT.Message())
            : BootCommandLine.Of(CommandLinePath, Encoding.UTF8.GetString(file.Content).TrimEnd('\n'));
    }

    /// <summary>
    /// Where its disk is: <c>/sysroot</c>, where every boot leaves it. On a system that runs from the
    /// disk itself it is <c>/</c>.
    /// </summary>
    internal static string Sysroot()
    {
        if (Disk.Open(Options.DefaultSysroot).Try(out var sysroot, out _))
        {
            using (sysroot)
            {
                if (sysroot.Status.IsMountRoot)
                    return Options.DefaultSysroot;
            }
        }
        if (!Disk.OpenAnywhere("/").Try(out var root, out _))
            return Options.DefaultSysroot;
        using (root)
            return Has(root, Backend.Ostree) || Has(root, Backend.Composefs) ? "/" : Options.DefaultSysroot;
    }

    private static bool Has(Disk disk, Backend backend)
    {
        if (!disk.OpenDirectory(backend.Deployments, links: false, FaultCode.StateMissing).Try(out var directory, out _))
            return false;
        directory.Dispose();
        return true;
    }
}
