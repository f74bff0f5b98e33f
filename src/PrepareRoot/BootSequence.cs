using PrepareRoot.Deployments;
using PrepareRoot.Faults;
using PrepareRoot.Initramfs;
using PrepareRoot.Linux;
using PrepareRoot.Mounting;
using PrepareRoot.Requests;
using PrepareRoot.Run;
using PrepareRoot.Trust;

namespace PrepareRoot;

/// <summary>
/// The whole program. It runs once, in the initramfs, after the disk is mounted at SYSROOT and
/// before the switch to it. Before it runs, SYSROOT is the disk. Afterwards, SYSROOT is the
/// machine's root file system, with the disk at its <c>/sysroot</c>. If the request is refused,
/// SYSROOT is still the disk, and a fault says why.
/// </summary>
internal static class BootSequence
{
    /// <returns>Null, or the reason for the refusal.</returns>
    public static Fault? Run(Options options)
    {
        if (!CurrentProcess.IsRoot)
            return new Fault(FaultCode.NotRoot, "prepare-root does not run as root");
        CurrentProcess.ClearUmask();
        var initramfs = new KeptInitramfs(new InitramfsDirectory(options.ConfigurationRoot));
        if (!InitramfsConfiguration.Read(initramfs, options.SetupConfiguration).Try(out var configuration, out var fault))
            return fault;
        // A refusal is measured before anybody hears of it, and before a shell can start.
        return Prepare(options, configuration, initramfs) is { } refusal
            ? Measurement.ExtendByRefusal(configuration.PrepareRoot.MeasurePcr, refusal)
            : null;
    }

    private static Fault? Prepare(Options options, InitramfsConfiguration configuration, KeptInitramfs initramfs)
    {
        using var open = new Resources();
        Reporter.Warn(configuration.Warnings);

        // The request, and the disk it is for.
        if (!Request.Read(options, configuration).Try(out var request, out var fault)
            || !RunDirectory.Open().OwnedBy(open).Try(out var run, out fault)
            || !KeptDisk.Restore(options.Sysroot).Try(out var warnings, out fault)
            || !Disk.Open(options.Sysroot).OwnedBy(open).Try(out var disk, out fault)
            || !Place.Of(options, disk).Try(out var place, out fault))
        {
            return fault;
        }
        Reporter.Warn([.. request.Warnings, .. warnings]);
        if (!run.HasRecordOf(place.Status).Try(out var prepared, out fault))
            return fault;
        if (prepared)
        {
            run.RemoveKept();
            Reporter.AlreadyPrepared(place);
            return null;
        }
        if ((disk.RefuseUnmounted(request.Policy.Backend) ?? disk.RefuseForeign()) is { } refused)
            return refused;

        // The deployment, the verified source of its root, and the plan.
        var policy = request.Policy;
        if (!Deployment.Find(disk, policy).Try(out var deployment, out fault)
            || !RootSource.Prove(disk, deployment, policy, request.Keys).OwnedBy(open).Try(out var source, out fault)
            || !Planner.Plan(policy, deployment, source.Facts).Try(out var plan, out fault))
        {
            return fault;
        }

        // Up to here nothing is written or mounted. The machine sees no change before the commit.
        Reporter.Warn(plan.Warnings);
        if (!Assembler.Assemble(disk, source, plan).OwnedBy(open).Try(out var root, out fault))
            return fault;
        var record = new BootRecord(policy, place, disk, deployment, source.Facts, root);
        fault = run.Write(record, initramfs.ToJson()) ?? Measurement.Extend(policy.MeasurePcr, plan.Measured) ?? place.Commit(root, run);
        if (fault is null)
            Reporter.Prepared(record);
        return fault;
    }
}
