using System.Collections.Generic;
using PrepareRoot.Configuration;
using PrepareRoot.Deployments;
using PrepareRoot.Trust;

namespace PrepareRoot.Mounting;

/// <summary>Plans the new root. Pure; one for both backends: they differ in how an image is found and proved, not in how it is mounted.</summary>
public static class Planner
{
    /// <summary>With this generator in it, a libostree system mounts its <c>/var</c> and <c>/boot</c> itself, by units.</summary>
    public const string OstreeGenerator = "usr/lib/systemd/system-generators/ostree-system-generator";

    /// <summary>Plans a root from a verified image.</summary>
    /// <param name="deployment">What is booted.</param>
    /// <param name="image">Its image.</param>
    /// <param name="policy">How <c>/etc</c> and <c>/var</c> are asked for.</param>
    /// <param name="sysrootAccess">How the disk appears at <c>/sysroot</c>.</param>
    public static MountPlan Composefs(Deployment deployment, VerifiedImage image, RootPolicy policy, Access sysrootAccess)
    {
        var steps = new List<MountStep>
        {
            new MountImage(image.Header.HasAcl),
            new MountRoot(deployment.Source, Location.Disk(deployment.Objects), image.RequiresVerity),
        };
        AddEtc(steps, deployment, policy);
        if (deployment.Backend == Backend.Ostree)
            AddOstreeSysroot(steps, deployment, sysrootAccess);
        else
            AddVarAndSysroot(steps, deployment, policy, sysrootAccess);
        return new MountPlan(steps);
    }

    /// <summary>Plans a root from a tree of the machine's own, with the state of a deployment of composefs-rs's or bootc's; nothing is verified.</summary>
    /// <param name="tree">The tree.</param>
    /// <param name="deployment">Whose state.</param>
    /// <param name="policy">How <c>/etc</c> and <c>/var</c> are asked for.</param>
    /// <param name="sysrootAccess">How the disk appears at <c>/sysroot</c>.</param>
    public static MountPlan Tree(string tree, Deployment deployment, RootPolicy policy, Access sysrootAccess)
    {
        var steps = new List<MountStep> { new BindTree(tree) };
        AddEtc(steps, deployment, policy);
        AddVarAndSysroot(steps, deployment, policy, sysrootAccess);
        return new MountPlan(steps);
    }

    /// <summary>Plans a root that is a bind mount of a libostree deployment; only its <c>/usr</c> is read-only, and nothing is verified.</summary>
    /// <param name="deployment">What is booted.</param>
    /// <param name="sysrootAccess">How the disk appears at <c>/sysroot</c>.</param>
    public static MountPlan BindMount(Deployment deployment, Access sysrootAccess)
    {
        var steps = new List<MountStep> { new Bind(Location.Disk(deployment.Path), Location.NewRoot, Access.Inherited) };
        if (sysrootAccess == Access.ReadOnly)
            steps.Add(new Bind(Location.Disk(deployment.Etc), Location.New("etc"), Access.Writable));
        steps.Add(new Bind(Location.Disk(deployment.Path + "/usr"), Location.New("usr"), Access.ReadOnly));
        AddOstreeSysroot(steps, deployment, sysrootAccess);
        return new MountPlan(steps);
    }

    private static void AddEtc(List<MountStep> steps, Deployment deployment, RootPolicy policy)
    {
        var etcMount = policy.EtcMount ?? (deployment.EtcState == EtcState.Overlay ? MountKind.Overlay : MountKind.Bind);
        AddState(steps, etcMount, deployment.Etc, Location.New("etc"), hasLinks: false);
    }

    private static void AddVarAndSysroot(List<MountStep> steps, Deployment deployment, RootPolicy policy, Access access)
    {
        AddState(steps, policy.VarMount ?? MountKind.Bind, deployment.Var, Location.New("var"), deployment.VarHasLinks);
        steps.Add(new Bind(Location.Disk(""), Location.New("sysroot"), access, Only: new Condition("sysroot", Exists: true)));
    }

    private static void AddOstreeSysroot(List<MountStep> steps, Deployment deployment, Access access)
    {
        var variable = Location.Disk(deployment.Var);
        steps.Add(new Bind(Location.Disk(""), Location.New("sysroot"), access));
        // The system's var.mount takes it from there: it must be writable where the rest of the disk is not.
        if (access == Access.ReadOnly)
            steps.Add(new Bind(variable, Location.New("sysroot/" + deployment.Var), Access.Writable));
        steps.Add(new Bind(variable, Location.New("var"), Access.Writable, Only: new Condition(OstreeGenerator, Exists: false)));
    }

    // What the machine changes, kept on the disk: as a whole, or as what differs from the image.
    private static void AddState(List<MountStep> steps, MountKind mount, string state, Location target, bool hasLinks)
    {
        if (mount == MountKind.Bind)
            steps.Add(new Bind(Location.Disk(state), target, Access.Writable, hasLinks));
        else if (mount == MountKind.Overlay)
            steps.Add(new MountOverlay(target, Location.Disk(state + "/upper"), Location.Disk(state + "/work")));
    }
}
