using System;
using System.Collections.Generic;
using PrepareRoot.Ctl.Inputs;
using PrepareRoot.Deployments;
using PrepareRoot.Faults;
using PrepareRoot.Initramfs;
using PrepareRoot.Linux;
using PrepareRoot.Mounting;
using PrepareRoot.Requests;
using PrepareRoot.Trust;

namespace PrepareRoot.Ctl.Planning;

/// <summary>
/// What a boot would do: <see cref="BootSequence"/> up to its plan, with the same functions in the
/// same order. It changes nothing, does not lock <c>/run</c> and does not need root. What it opened
/// stays open until it is disposed.
/// </summary>
internal sealed class PlannedBoot : IDisposable
{
    private readonly Resources _open = new();

    private PlannedBoot(BootInput input) => Input = input;

    /// <summary>What the boot starts from.</summary>
    internal BootInput Input { get; }

    /// <summary>Why the boot would be refused; null if it would not.</summary>
    internal Fault? Refusal { get; private set; }

    // Null from the step on that is refused.

    /// <summary>What the files of the initramfs say.</summary>
    internal InitramfsConfiguration? Configuration { get; private set; }

    /// <summary>What is asked for.</summary>
    internal Request? Request { get; private set; }

    /// <summary>The disk.</summary>
    internal Disk? Disk { get; private set; }

    /// <summary>The deployment.</summary>
    internal Deployment? Deployment { get; private set; }

    /// <summary>The source of the root, verified as the boot verifies it.</summary>
    internal RootSource? Source { get; private set; }

    /// <summary>The mounts.</summary>
    internal MountPlan? Plan { get; private set; }

    /// <summary>What the boot warns of.</summary>
    internal IReadOnlyList<string> Warnings =>
        [.. Configuration?.Warnings ?? [], .. Request?.Warnings ?? [], .. Plan?.Warnings ?? []];

    /// <summary>Whether the refusal is only that this user may not read something.</summary>
    internal bool NeedsRoot =>
        !CurrentProcess.IsRoot && Refusal is { } refusal
        && (refusal.Cause.Contains(Errno.EACCES.Message(), StringComparison.Ordinal)
            || refusal.Cause.Contains(Errno.EPERM.Message(), StringComparison.Ordinal));

    /// <summary>
    /// Whether the kernel was not asked for what it can verify. Only root can ask it.
    /// </summary>
    internal bool AssumesKernel => !CurrentProcess.IsRoot && Source?.Facts.RequiresVerity is true;

    /// <summary>Plans a boot.</summary>
    internal static PlannedBoot Of(BootInput input)
    {
        var boot = new PlannedBoot(input);
        boot.Refusal = boot.ReadRequest() ?? boot.OpenDisk() ?? boot.FindDeployment() ?? boot.MakePlan();
        return boot;
    }

    /// <inheritdoc/>
    public void Dispose() => _open.Dispose();

    private Fault? ReadRequest()
    {
        if (!InitramfsConfiguration.Read(Input.Configuration.Files, Options.DefaultSetupConfiguration).Try(out var configuration, out var fault))
            return fault;
        Configuration = configuration;
        var options = new Options(Input.Sysroot) { CommandLine = Input.CommandLine.Text };
        if (!Request.Read(options, configuration).Try(out var request, out fault))
            return fault;
        Request = request;
        return null;
    }

    private Fault? OpenDisk()
    {
        if (!Disk.OpenAnywhere(Input.Sysroot).OwnedBy(_open).Try(out var disk, out var fault))
            return fault;
        Disk = Input.Image is { } image ? disk.ShownAs(image) : disk;
        return Disk.RefuseUnmounted(Request!.Policy.Backend) ?? Disk.RefuseForeign();
    }

    private Fault? FindDeployment()
    {
        if (!Deployment.Find(Disk!, Request!.Policy).Try(out var deployment, out var fault))
            return fault;
        Deployment = deployment.Hotfix == HotfixState.None
            ? deployment
            : deployment with { Hotfix = Input.HasWritableDisk ?? MountsDiskWritable() ? HotfixState.Writable : HotfixState.ReadOnly };
        return null;
    }

    // At /sysroot of a running system the disk is read-only, usually. The initramfs mounts it as
    // the last of these arguments says (kernel-command-line(7)); without one it is read-only.
    private bool MountsDiskWritable()
    {
        var writable = false;
        foreach (ref readonly var argument in KernelCommandLine.Parse(Input.CommandLine.Text).Arguments)
        {
            if (argument.Text is "rw" or "ro")
                writable = argument.Text == "rw";
        }
        return writable;
    }

    private Fault? MakePlan()
    {
        var policy = Request!.Policy;
        var proven = RootSource.Prove(Disk!, Deployment!, policy, Request.Keys, anyKernel: !CurrentProcess.IsRoot);
        if (!proven.OwnedBy(_open).Try(out var source, out var fault))
            return fault;
        Source = source;
        if (!Planner.Plan(policy, Deployment!, source.Facts).Try(out var plan, out fault))
            return fault;
        Plan = plan;
        return null;
    }
}
