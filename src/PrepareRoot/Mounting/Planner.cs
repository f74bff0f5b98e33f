using System.Collections.Generic;
using PrepareRoot.Deployments;
using PrepareRoot.Requests;
using PrepareRoot.Trust;

namespace PrepareRoot.Mounting;

/// <summary>Plans the new root. Pure; one for both backends: they differ in how an image is found and proved, not in how it is mounted.</summary>
internal static class Planner
{
    /// <summary>With this generator in it, a libostree system mounts its <c>/var</c> and <c>/boot</c> itself, by units.</summary>
    public const string OstreeGenerator = "usr/lib/systemd/system-generators/ostree-system-generator";

    /// <summary>Plans a root from a verified image.</summary>
    /// <param name="deployment">What is booted.</param>
    /// <param name="image">Its image.</param>
    /// <param name="policy">What of it can be written to, and how <c>/etc</c> and <c>/var</c> are asked for.</param>
    /// <param name="sysrootAccess">How the disk appears at <c>/sysroot</c>.</param>
    /// <param name="run">Where what is transient goes.</param>
    public static MountPlan Composefs(Deployment deployment, VerifiedImage image, RootPolicy policy, Access sysrootAccess, RunState run)
    {
        var steps = new List<MountStep> { new MountImage(image.Header.HasAcl) };
        AddRoot(steps, deployment, image, policy, run);
        if (deployment.Backend == Backend.Ostree)
        {
            AddState(steps, EtcMount(deployment, policy), deployment.Etc, "etc", "usr/etc", run.TransientEtc, hasLinks: false);
            if (!image.IsAuthenticated)
                AddHotfix(steps, deployment);
            AddOstreeSysroot(steps, deployment, sysrootAccess, run);
        }
        else
        {
            AddComposefsState(steps, deployment, policy, sysrootAccess, run);
        }
        return new MountPlan(steps);
    }

    /// <summary>
    /// Plans a root that is a bind mount of a libostree deployment; only its <c>/usr</c> is read-only, unless there is a hotfix, and nothing
    /// is verified.
    /// </summary>
    /// <param name="deployment">What is booted.</param>
    /// <param name="policy">How <c>/etc</c> is asked for.</param>
    /// <param name="sysrootAccess">How the disk appears at <c>/sysroot</c>.</param>
    /// <param name="run">Where a transient <c>/etc</c> goes.</param>
    public static MountPlan BindMount(Deployment deployment, RootPolicy policy, Access sysrootAccess, RunState run)
    {
        var steps = new List<MountStep> { new Bind(Location.Disk(deployment.Path), Location.NewRoot, Access.Inherited) };
        // Where the disk can be written to, /etc can: it is part of the deployment.
        if (sysrootAccess == Access.ReadOnly || policy.EtcMount == MountKind.Transient)
            AddState(steps, policy.EtcMount ?? MountKind.Bind, deployment.Etc, "etc", "usr/etc", run.TransientEtc, hasLinks: false);
        if (deployment.Hotfix == HotfixState.None)
            steps.Add(new Bind(Location.Disk(deployment.Path + "/usr"), Location.New("usr"), Access.ReadOnly));
        else
            AddHotfix(steps, deployment);
        AddOstreeSysroot(steps, deployment, sysrootAccess, run);
        return new MountPlan(steps);
    }

    /// <summary>Plans a root from a tree of the machine's own, with the state of a deployment of composefs-rs's or bootc's; nothing is verified.</summary>
    /// <param name="tree">The tree.</param>
    /// <param name="deployment">Whose state.</param>
    /// <param name="policy">How <c>/etc</c> and <c>/var</c> are asked for.</param>
    /// <param name="sysrootAccess">How the disk appears at <c>/sysroot</c>.</param>
    /// <param name="run">Where what is transient goes.</param>
    public static MountPlan Tree(string tree, Deployment deployment, RootPolicy policy, Access sysrootAccess, RunState run)
    {
        var steps = new List<MountStep> { new BindTree(tree) };
        AddComposefsState(steps, deployment, policy, sysrootAccess, run);
        return new MountPlan(steps);
    }

    /// <summary>The plan with the disk's <c>/boot</c>, if the new root has a place for it.</summary>
    public static MountPlan WithBoot(MountPlan plan) => new(
        [.. plan.Steps, new Bind(Location.Disk("boot"), Location.New("boot"), Access.Inherited, Only: new Condition("boot", Exists: true))]);

    private static MountKind EtcMount(Deployment deployment, RootPolicy policy) =>
        policy.EtcMount ?? (deployment.EtcState == EtcState.Overlay ? MountKind.Overlay : MountKind.Bind);

    private static void AddComposefsState(List<MountStep> steps, Deployment deployment, RootPolicy policy, Access sysrootAccess, RunState run)
    {
        AddState(steps, EtcMount(deployment, policy), deployment.Etc, "etc", "etc", run.TransientEtc, hasLinks: false);
        AddState(steps, policy.VarMount ?? MountKind.Bind, deployment.Var, "var", "var", run.TransientVar, deployment.VarHasLinks);
        steps.Add(new Bind(Location.Disk(""), Location.New("sysroot"), sysrootAccess, Only: new Condition("sysroot", Exists: true)));
    }

    private static void AddRoot(List<MountStep> steps, Deployment deployment, VerifiedImage image, RootPolicy policy, RunState run)
    {
        Location? mountPoints = policy.MountPoints.Length == 0 ? null : Location.Memory("mount-points");
        if (mountPoints is { } layer)
            steps.Add(new MakeMountPoints(layer, policy.MountPoints));
        steps.Add(new MountRoot(
            policy.Root == RootMode.ReadOnly ? deployment.Source : deployment.TransientSource,
            Location.Disk(deployment.Objects),
            image.RequiresVerity,
            mountPoints,
            policy.Root == RootMode.ReadOnly ? null : OverlayWrites.In(run.TransientRoot),
            ReadOnly: policy.Root != RootMode.Transient));
    }

    private static void AddOstreeSysroot(List<MountStep> steps, Deployment deployment, Access access, RunState run)
    {
        var variable = Location.Disk(deployment.Var);
        steps.Add(new Bind(Location.Disk(""), Location.New("sysroot"), access));
        // The system's var.mount takes it from there: it must be writable where the rest of the disk is not.
        if (access == Access.ReadOnly)
            steps.Add(new Bind(variable, Location.New("sysroot/" + deployment.Var), Access.Writable));
        var only = run.MountsVar ? null : new Condition(OstreeGenerator, Exists: false);
        steps.Add(new Bind(variable, Location.New("var"), Access.Writable, Only: only, Shared: true));
    }

    private static void AddHotfix(List<MountStep> steps, Deployment deployment)
    {
        if (deployment.Hotfix == HotfixState.None)
            return;
        steps.Add(new MountHotfix(
            Location.Disk(deployment.Path + "/" + OstreeDeployments.HotfixUpper),
            Location.Disk(deployment.Path + "/" + OstreeDeployments.HotfixWork),
            deployment.Hotfix == HotfixState.ReadOnly ? Access.ReadOnly : Access.Writable));
    }

    // What the machine changes: kept on the disk as a whole, or as what differs from the image, or in memory.
    private static void AddState(
        List<MountStep> steps, MountKind mount, string state, string target, string lower, Location transient, bool hasLinks)
    {
        var place = Location.New(target);
        switch (mount)
        {
            case MountKind.Bind:
                steps.Add(new Bind(Location.Disk(state), place, Access.Writable, hasLinks));
                break;
            case MountKind.Overlay:
                steps.Add(new MountOverlay(place, place, OverlayWrites.In(Location.Disk(state))));
                break;
            case MountKind.Transient:
                steps.Add(new MountOverlay(place, Location.New(lower), OverlayWrites.In(transient)));
                break;
        }
    }
}
