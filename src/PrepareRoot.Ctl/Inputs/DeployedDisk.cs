using PrepareRoot.Deployments;
using PrepareRoot.Faults;
using PrepareRoot.Requests;

namespace PrepareRoot.Ctl.Inputs;

/// <summary>A disk that has deployments.</summary>
internal static class DeployedDisk
{
    /// <summary>
    /// Whether the root of one is at a path: of libostree, or a composefs repository.
    /// </summary>
    internal static bool IsAt(string path)
    {
        if (!Disk.OpenAnywhere(path).Try(out var disk, out _))
            return false;
        using (disk)
            return Has(disk, Backend.Ostree) || Has(disk, Backend.Composefs);
    }

    private static bool Has(Disk disk, Backend backend)
    {
        if (!disk.OpenDirectory(backend.Deployments, links: false, FaultCode.StateMissing).Try(out var directory, out _))
            return false;
        directory.Dispose();
        return true;
    }
}
