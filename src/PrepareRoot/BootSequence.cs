using PrepareRoot.Deployments;
using PrepareRoot.Faults;
using PrepareRoot.Formats;
using PrepareRoot.Initramfs;
using PrepareRoot.Linux;
using PrepareRoot.Mounting;
using PrepareRoot.Requests;
using PrepareRoot.Run;
using PrepareRoot.Trust;

namespace PrepareRoot;

/// <summary>
/// The story. It runs once, in the initramfs, after the disk was mounted at SYSROOT and before the switch to it. Before: SYSROOT
/// is the disk. After: SYSROOT is the root of the machine, with the disk at its <c>/sysroot</c>. If anything is amiss: SYSROOT
/// is the disk still, and a fault says why.
/// </summary>
internal static class BootSequence
{
    /// <summary>Prepares the root: reads, resolves, verifies, plans, assembles, commits and records.</summary>
    /// <param name="options">What the caller says.</param>
    /// <returns>Why it was refused; null if it was not.</returns>
    public static Fault? Run(Options options)
    {
        if (!CurrentProcess.IsRoot)
            return new Fault(FaultCode.NotRoot, "prepare-root does not run as root");
        if (!Request.Read(options).Try(out var request, out var fault))
            return fault;
        var (policy, keys) = (request.Policy, request.Keys);

        if (!RunDirectory.Open().Try(out var run, out fault))
            return fault;
        using var runOpen = run;
        if (!Sysroot.Open(options.Sysroot).Try(out var sysroot, out fault))
            return fault;
        using var sysrootOpen = sysroot;
        if (!StatusOfPlace(options, sysroot).Try(out var place, out fault))
            return fault;
        if (run.HasRecordOf(place))
        {
            Reporter.AlreadyPrepared(options.Target ?? sysroot.Path);
            return null;
        }
        if (RefuseForeignRoot(sysroot) is { } foreign)
            return foreign;

        if (!FindDeployment(options, sysroot, policy, out var requests).Try(out var deployment, out fault))
            return fault;
        VerifiedImage? image = null;
        if (options.RootTree is null && policy.Composefs != ComposefsMode.Disabled)
        {
            if (!Expectation.Of(sysroot, deployment, policy, requests, keys).Try(out var expectation, out fault)
                || !OverlayLayers.Limit(expectation).Try(out expectation, out fault))
            {
                return fault;
            }
            if (!VerifiedImage.Verify(sysroot, deployment, expectation).Try(out image, out fault)
                && !(fault.Code == FaultCode.ImageMissing && policy.Composefs == ComposefsMode.Maybe))
            {
                return fault;
            }
        }
        using var imageOpen = image;
        if (image is null && policy.NeedsImage is { } setting)
            return new Fault(FaultCode.ConfigurationContradictory, setting + " needs composefs, and there is no " + sysroot.Show(deployment.Image));

        if (deployment.Hotfix != HotfixState.None && image is { IsAuthenticated: true })
        {
            Reporter.Warn(
                sysroot.Show(deployment.Path + "/" + OstreeDeployments.HotfixUpper) + " is not mounted over /usr: the image is vouched for, its hotfix is not");
        }
        var access = ReadOnlySysroot(sysroot, policy) ? Access.ReadOnly : Access.Inherited;
        if (!run.MakeState(policy).Try(out var state, out fault))
            return fault;
        // Where there is no initramfs, no unit of the system has to mount what can be mounted here.
        if (options.WithoutInitramfs)
            state = state with { MountsVar = true };
        var plan = options.RootTree is { } tree ? Planner.Tree(tree, deployment, policy, access, state)
            : image is null ? Planner.BindMount(deployment, policy, access, state)
            : Planner.Composefs(deployment, image, policy, access, state);
        if (options.WithoutInitramfs)
        {
            if (!BootDirectory.IsOn(sysroot).Try(out var hasBoot, out fault))
                return fault;
            if (hasBoot)
                plan = Planner.WithBoot(plan);
        }
        // Known before the disk is touched: a hotfix would make the register speak of a /usr that is another.
        var measured = plan.HasHotfix ? null : image is { RequiresVerity: true } ? image.Digest : null;
        if (policy.MeasurePcr is not null && measured is null)
            return Measurement.NothingToMeasure;

        if (!Assembler.Assemble(sysroot, image, plan).Try(out var root, out fault))
            return fault;
        using var rootOpen = root;

        var record = new BootRecord(
            policy, options.Target ?? sysroot.Path, sysroot.Status, Btrfs.Device(sysroot.Root), deployment, image, access, state, plan, root.Status);
        fault = run.Prepare(record) ?? Measure(policy, measured) ?? (options.Target is { } target
            ? Committer.CommitAt(target, root, run.Publish, run.Withdraw)
            : Committer.Commit(sysroot, root, run.Publish, run.Withdraw));
        if (fault is not null)
            return fault;
        run.Keep();
        if (options.RootTree is not null)
            Reporter.Warn("nothing of the root is verified: it is " + options.RootTree + ", by --root-fs");
        Reporter.Prepared(record);
        return null;
    }

    // An overlay is no disk: another program was here, or an earlier run whose record somebody took away.
    private static Fault? RefuseForeignRoot(Sysroot sysroot)
    {
        const uint OVERLAYFS_SUPER_MAGIC = 0x794c7630; // linux/magic.h
        return FileSystems.Magic(sysroot.Root, out var magic) == Errno.None && magic == OVERLAYFS_SUPER_MAGIC
            ? new Fault(FaultCode.SysrootForeign, sysroot.Path + " is an overlay, of which /run/prepare-root.json says nothing")
            : null;
    }

    // What is where the new root is to be. Of SYSROOT that is known already.
    private static Result<FileStatus> StatusOfPlace(Options options, Sysroot sysroot)
    {
        if (options.Target is not { } target)
            return sysroot.Status;
        var errno = Files.Open(null, target, Files.O_PATH | Files.O_DIRECTORY, 0, out var directory);
        if (errno != Errno.None)
            return new Fault(FaultCode.DirectoryMissing, target + ": " + errno.Message());
        using (directory)
        {
            errno = Files.Status(directory, "", out var status);
            return errno == Errno.None ? status : new Fault(FaultCode.DirectoryMissing, target + ": " + errno.Message());
        }
    }

    private static Result<Deployment> FindDeployment(Options options, Sysroot sysroot, RootPolicy policy, out ImageRequest[] requests)
    {
        if (options.RootTree is not null)
        {
            requests = [];
            return ComposefsDeployments.FindState(sysroot, policy.Images[0]);
        }
        if (policy.Backend == Backend.Composefs)
        {
            var found = ComposefsDeployments.Find(sysroot, policy.Images, out var image);
            requests = [image];
            return found;
        }
        requests = policy.DeploymentImages;
        return OstreeDeployments.Find(sysroot, policy.DeploymentLink!);
    }

    // The last thing before the change: what could not be measured is not booted, and what was refused is not measured. Only where the change
    // itself fails is the register extended without a boot; a second try extends it again, so it errs on the side of no secrets.
    private static Fault? Measure(RootPolicy policy, FsVerityDigest? digest) =>
        policy.MeasurePcr is { } pcr ? Measurement.Extend(pcr, digest!.Value) : null;

    private static bool ReadOnlySysroot(Sysroot sysroot, RootPolicy policy)
    {
        if (!policy.AsksRepositoryForReadOnly)
            return policy.SysrootReadOnly;
        var readOnly = OstreeDeployments.RepositoryAsksForReadOnly(sysroot, out var warning);
        if (warning is not null)
            Reporter.Warn(warning);
        return readOnly;
    }
}
