using System;
using System.Collections.Generic;
using PrepareRoot.Deployments;
using PrepareRoot.Requests;
using PrepareRoot.Trust;

namespace PrepareRoot.Mounting;

/// <summary>Collects the steps of a plan, in the order in which they are added.</summary>
internal sealed class PlanDraft(RootPolicy policy, Deployment deployment, RootFacts facts)
{
    private readonly List<MountStep> _steps = [];

    // Overlays with their upper directory on the disk. The kernel writes to the disk when it mounts
    // them, so they come after all that can fail.
    private readonly List<MountStep> _lastSteps = [];
    private readonly List<string> _warnings = [.. deployment.Warnings];
    private readonly bool _sysrootReadOnly = policy.SysrootReadOnly || deployment.SysrootReadOnly;

    private Access SysrootAccess => _sysrootReadOnly ? Access.ReadOnly : Access.Inherited;

    /// <summary>Adds the steps that mount <c>/</c>.</summary>
    internal void AddRoot()
    {
        switch (facts)
        {
            case ImageFacts image:
                AddImage(image);
                break;
            case UnverifiedTreeFacts tree:
                _steps.Add(new BindTree(tree.Path));
                break;
            default:
                _steps.Add(new Bind(Location.Disk(deployment.Path), Location.NewRoot, Access.Inherited));
                break;
        }
    }

    /// <summary>Adds <c>/etc</c>, <c>/usr</c>, <c>/sysroot</c> and <c>/var</c>.</summary>
    internal void AddState()
    {
        if (deployment.Backend.SystemMountsVar)
        {
            AddOstreeEtc();
            AddUsr();
            AddOstreeSysrootAndVar();
        }
        else
        {
            var etc = policy.EtcMount ?? (deployment.EtcState == EtcState.Overlay ? MountKind.Overlay : MountKind.Bind);
            AddDirectory("etc", deployment.Etc, etc, followLinks: false);
            // bootc's var is a link to the directory that all deployments share.
            AddDirectory("var", deployment.Var, policy.VarMount ?? MountKind.Bind, followLinks: true);
            _steps.Add(new Bind(Location.Disk(""), Location.New("sysroot"), SysrootAccess) { Conditions = [IfExists("sysroot")], NoSuidNoDev = true });
        }
    }

    /// <summary>Adds the disk's <c>/boot</c>, if the new root has a directory for it.</summary>
    internal void AddBoot() =>
        _steps.Add(new Bind(Location.Disk("boot"), Location.New("boot"), Access.Inherited) { Conditions = [IfExists("boot")] });

    internal MountPlan ToPlan()
    {
        var plan = new MountPlan([.. _steps, .. _lastSteps]) { SysrootReadOnly = _sysrootReadOnly, MemorySize = policy.TransientSize, Warnings = _warnings };
        return facts.RequiresVerity && !plan.HasHotfix ? plan with { Measured = facts.Digest } : plan;
    }

    private void AddImage(ImageFacts image)
    {
        _steps.Add(new MountImage(image.HasAcl));
        Location? mountPoints = policy.MountPoints.Length == 0 ? null : Location.Memory("mount-points");
        if (mountPoints is { } layer)
            _steps.Add(new MakeMountPoints(layer, policy.MountPoints));
        var readOnly = policy.Root == RootMode.ReadOnly;
        _steps.Add(new MountRoot(
            readOnly ? deployment.Image.Source : deployment.Image.TransientSource,
            Location.Disk(deployment.Image.Objects),
            image.RequiresVerity,
            mountPoints,
            ReadOnly: policy.Root != RootMode.Transient)
        {
            Writes = readOnly ? null : OverlayWrites.In(Transient(TransientDirectories.Root, "root")),
        });
    }

    private void AddOstreeEtc()
    {
        // In a bind-mounted deployment on a writable disk, /etc is writable already.
        if (facts.IsImage || _sysrootReadOnly || policy.EtcMount == MountKind.Transient)
            AddDirectory("etc", deployment.Etc, policy.EtcMount ?? MountKind.Bind, followLinks: false);
    }

    private void AddUsr()
    {
        if (deployment.Hotfix == HotfixState.None)
        {
            if (!facts.IsImage)
                _steps.Add(new Bind(Location.Disk(deployment.Path + "/usr"), Location.New("usr"), Access.ReadOnly));
            return;
        }
        var upper = Location.Disk(deployment.Path + "/" + OstreeDeployments.HotfixUpper);
        if (facts.IsAuthenticated)
        {
            _warnings.Add("/sysroot/" + upper.Path + " is not mounted on /usr: the image is authenticated, its hotfix is not");
            return;
        }
        _steps.Add(new MountHotfix(
            upper,
            Location.Disk(deployment.Path + "/" + OstreeDeployments.HotfixWork),
            deployment.Hotfix == HotfixState.ReadOnly ? Access.ReadOnly : Access.Writable));
    }

    private void AddOstreeSysrootAndVar()
    {
        // Without nosuid and nodev: if the disk is writable, the running system's /var is a bind mount
        // of a directory below this mount, and gets its flags.
        var var = Location.Disk(deployment.Var);
        _steps.Add(new Bind(Location.Disk(""), Location.New("sysroot"), SysrootAccess));
        // The running system's var.mount binds /var from here. It must be writable even if the rest
        // of the disk is read-only.
        if (_sysrootReadOnly)
            _steps.Add(new Bind(var, Location.New("sysroot/" + deployment.Var), Access.Writable));
        Condition[] conditions = policy.MountsVarAndBoot || policy.MountsVar
            ? []
            : [new Condition(TransientDirectories.MountVarMarker, Exists: true), new Condition(Location.New(Planner.OstreeGenerator), Exists: false)];
        _steps.Add(new Bind(var, Location.New("var"), Access.Writable, Shared: true) { Conditions = conditions });
    }

    // Adds a writable directory: a bind of a directory on the disk, an overlay with its upper
    // directory on the disk, or an overlay with its upper directory in memory.
    private void AddDirectory(string name, string state, MountKind mount, bool followLinks)
    {
        var target = Location.New(name);
        switch (mount)
        {
            case MountKind.Bind:
                _steps.Add(new Bind(Location.Disk(state), target, Access.Writable, followLinks));
                break;
            case MountKind.Overlay:
                _lastSteps.Add(new MountOverlay(target, target) { Writes = OverlayWrites.In(Location.Disk(state), followLinks) });
                break;
            case MountKind.Transient:
                var lower = name == "etc" ? Location.New(deployment.Backend.EtcInImage) : target;
                _steps.Add(new MountOverlay(target, lower) { Writes = OverlayWrites.In(Transient(TransientDirectories.Etc, name)) });
                break;
            case MountKind.None:
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(mount));
        }
    }

    // /run has a limit of its own, which journald and others need.
    private Location Transient(Location inRun, string inMemory) =>
        deployment.Backend.KeepsTransientStateInRun && policy.TransientSize is null ? inRun : Location.Memory(inMemory);

    private static Condition IfExists(string path) => new(Location.New(path), Exists: true);
}
