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
    /// <param name="sysrootAccess">How the disk appears at <c>/sysroot</c>.</param>
    public static MountPlan Composefs(Deployment deployment, VerifiedImage image, Access sysrootAccess)
    {
        var etc = Location.New("etc");
        var steps = new List<MountStep>
        {
            new MountImage(image.Header.HasAcl),
            new MountRoot(deployment.Source, Location.Disk(deployment.Objects), image.RequiresVerity),
            deployment.EtcState == EtcState.Overlay
                ? new MountOverlay(etc, Location.Disk(deployment.Etc + "/upper"), Location.Disk(deployment.Etc + "/work"))
                : new Bind(Location.Disk(deployment.Etc), etc, Access.Writable),
        };
        if (deployment.Backend == Backend.Ostree)
            AddOstreeSysroot(steps, deployment, sysrootAccess);
        else
            AddComposefsSysroot(steps, deployment, sysrootAccess);
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

    private static void AddOstreeSysroot(List<MountStep> steps, Deployment deployment, Access access)
    {
        var variable = Location.Disk(deployment.Var);
        steps.Add(new Bind(Location.Disk(""), Location.New("sysroot"), access));
        // The system's var.mount takes it from there: it must be writable where the rest of the disk is not.
        if (access == Access.ReadOnly)
            steps.Add(new Bind(variable, Location.New("sysroot/" + deployment.Var), Access.Writable));
        steps.Add(new Bind(variable, Location.New("var"), Access.Writable, Only: new Condition(OstreeGenerator, Exists: false)));
    }

    private static void AddComposefsSysroot(List<MountStep> steps, Deployment deployment, Access access)
    {
        steps.Add(new Bind(Location.Disk(deployment.Var), Location.New("var"), Access.Writable, deployment.VarHasLinks));
        steps.Add(new Bind(Location.Disk(""), Location.New("sysroot"), access, Only: new Condition("sysroot", Exists: true)));
    }
}
