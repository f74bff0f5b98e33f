using System.Text;
using PrepareRoot.Faults;
using PrepareRoot.Linux;

namespace PrepareRoot.Ctl.SoftRebooting;

/// <summary>The kernel, which a soft reboot does not change.</summary>
internal static class RunningKernel
{
    private const string ReleasePath = "/proc/sys/kernel/osrelease";
    private const string Modules = "usr/lib/modules/";
    private const int ReleaseBound = 4096;

    /// <summary>
    /// Refuses a root that has no modules for it. Where the running root has none, the kernel needs
    /// none.
    /// </summary>
    /// <param name="root">The next root.</param>
    internal static Fault? RefuseWithoutModules(FileDescriptor root)
    {
        using var file = InputFile.Open(ReleasePath);
        var buffer = new byte[ReleaseBound];
        var modules = Modules + Encoding.UTF8.GetString(buffer, 0, file.ReadAll(buffer)).TrimEnd('\n');
        return Has(null, "/" + modules) && !Has(root, modules)
            ? new Fault(
                FaultCode.DirectoryMissing,
                "/" + modules + " is not in the next root: it has no modules for the running kernel, so only a reboot can start it")
            : null;
    }

    private static bool Has(FileDescriptor? root, string path)
    {
        if (Files.Open(root, path, Files.O_PATH | Files.O_DIRECTORY, root is null ? 0 : Files.RESOLVE_IN_ROOT, out var directory) != Errno.None)
            return false;
        directory.Dispose();
        return true;
    }
}
