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
/// The whole program. It runs once, in the initramfs, after the disk was mounted at SYSROOT and
/// before the switch to it. Before: SYSROOT is the disk. After: SYSROOT is the root file system of
/// the machine, with the disk at its <c>/sysroot</c>. If it is refused, SYSROOT is still the disk,
/// and a fault says why.
/// </summary>
internal static class BootSequence
{
    /// <summary>Prepares the root.</summary>
    /// <param name="options">What the caller says.</param>
    /// <returns>Null, or why it was refused.</returns>
    public static Fault? Run(Options options)
    {
        using var open = new Resources();
        if (!CurrentProcess.IsRoot)
            return new Fault(FaultCode.NotRoot, "prepare-root does not run as root");

        // What is asked for, and where.
        if (!Request.Read(options).Try(out var request, out var fault)
            || !RunDirectory.Open().OwnedBy(open).Try(out var run, out fault)
            || !Disk.Open(options.Sysroot).OwnedBy(open).Try(out var disk, out fault)
            || !Place.Of(options, disk).Try(out var place, out fault))
        {
            return fault;
        }
        if (run.HasRecordOf(place.Status))
        {
            Reporter.AlreadyPrepared(place);
            return null;
        }
        if (disk.RefuseForeign() is { } foreign)
            return foreign;

        // What is on the disk, and whether it is what is asked for.
        var policy = request.Policy;
        if (!Deployment.Find(disk, policy).Try(out var deployment, out fault)
            || !RootSource.Prove(disk, deployment, policy, request.Keys).OwnedBy(open).Try(out var source, out fault)
            || !Planner.Plan(policy, deployment, source.Facts).Try(out var plan, out fault))
        {
            return fault;
        }

        // Nothing was written or mounted so far. The machine sees no change before the commit.
        Reporter.Warn(plan.Warnings);
        if (!Assembler.Assemble(disk, source, plan).OwnedBy(open).Try(out var root, out fault))
            return fault;
        var record = new BootRecord(policy, place, disk, deployment, source.Facts, root);
        fault = run.Write(record) ?? Measurement.Extend(policy.MeasurePcr, plan.Measured) ?? place.Commit(root, run);
        if (fault is null)
            Reporter.Prepared(record);
        return fault;
    }
}
