using System.Collections.Generic;
using PrepareRoot.Faults;
using PrepareRoot.Linux;
using PrepareRoot.Mounting;
using PrepareRoot.Run;

namespace PrepareRoot.Ctl.SoftRebooting;

/// <summary>
/// The records of the next root. The running system keeps its own until the soft reboot:
/// <c>prepare-root-record.service</c> puts these in their place then.
/// </summary>
/// <param name="record">What was verified.</param>
internal sealed class NextRecord(BootRecord record) : IPublication
{
    /// <summary>What becomes <c>/run/ostree-booted</c>.</summary>
    internal const string OstreePath = RunDirectory.Path + "/" + StaleRecord.NextOstreeName;

    /// <summary>The record that becomes <c>/run/prepare-root.json</c>.</summary>
    internal const string Path = RunDirectory.Path + "/" + StaleRecord.NextName;

    /// <inheritdoc/>
    public Fault? Publish()
    {
        Withdraw();
        foreach (var (path, content) in Contents())
        {
            try
            {
                NewFile.Write(path, Permissions.File, content);
            }
            catch (FailureException failure)
            {
                Withdraw();
                return new Fault(FaultCode.RecordUnwritable, failure.Message);
            }
        }
        return null;
    }

    /// <inheritdoc/>
    public void Withdraw() => Remove();

    /// <summary>Removes them.</summary>
    internal static void Remove()
    {
        foreach (var path in (string[])[Path, OstreePath])
            Files.Remove(path);
    }

    private IEnumerable<(string Path, byte[] Content)> Contents()
    {
        yield return (Path, record.ToJson());
        if (record.Deployment.Backend.KeepsTransientStateInRun)
            yield return (OstreePath, record.ToOstreeBooted());
    }
}
