using System.Collections.Generic;
using System.Linq;
using PrepareRoot.Mounting;

namespace PrepareRoot.Ctl.Planning;

/// <summary>A mount of the new root, from a step of the <see cref="MountPlan"/>.</summary>
/// <param name="Target">The mount point in the new root.</param>
/// <param name="Type">overlay or bind.</param>
/// <param name="Access">
/// ro or rw; inherited: as the disk is mounted by the initramfs.
/// </param>
/// <param name="Source">
/// What is mounted: for a bind, the directory of the disk (<c>disk:/ostree</c>); for an overlay,
/// the source in the mount table.
/// </param>
/// <param name="Options">The options that decide what the mount may do.</param>
/// <param name="Layers">The layers of an overlay, from top to bottom; empty for a bind.</param>
/// <param name="Upper">The directory that writes go to; null if there is none.</param>
/// <param name="Conditions">The mount is made if one of these holds; empty: always.</param>
/// <param name="Made">
/// Whether one of the conditions will hold; null if that can't be found out.
/// </param>
internal sealed record PlannedMount(
    string Target,
    string Type,
    string Access,
    string Source,
    IReadOnlyList<string> Options,
    IReadOnlyList<string> Layers,
    string? Upper,
    IReadOnlyList<string> Conditions,
    bool? Made)
{
    private const string Overlay = "overlay";
    private const string ReadOnly = "ro";
    private const string Writable = "rw";

    /// <summary>The mounts of a plan. The image itself is a layer of the first.</summary>
    /// <param name="boot">A boot with a plan.</param>
    internal static IReadOnlyList<PlannedMount> Of(PlannedBoot boot)
    {
        var (plan, deployment) = (boot.Plan!, boot.Deployment!);
        var conditions = new PlannedConditions(boot);
        var mounts = new List<PlannedMount>();
        var image = "";
        foreach (var step in plan.Steps)
        {
            switch (step)
            {
                case MountImage erofs:
                    image = Location.Disk(deployment.Image.Path) + (erofs.HasAcl ? " (erofs, ro)" : " (erofs, ro,noacl)");
                    break;
                case MountRoot root:
                    mounts.Add(Of(root, image));
                    break;
                case MountOverlay overlay:
                    mounts.Add(new PlannedMount(
                        Show(overlay.Target), Overlay, Writable, Overlay, [], [overlay.Lower.ToString()], overlay.Writes?.Upper.ToString(), [], true));
                    break;
                case MountHotfix hotfix:
                    mounts.Add(Of(hotfix));
                    break;
                case Bind bind:
                    mounts.Add(Of(bind, conditions.Holds(bind)));
                    break;
            }
        }
        return mounts;
    }

    private static PlannedMount Of(MountRoot root, string image) => new(
        Show(Location.NewRoot),
        Overlay,
        root.ReadOnly ? ReadOnly : Writable,
        root.Source,
        root.RequireVerity ? ["verity=require"] : [],
        root.MountPoints is { } mountPoints ? [image, mountPoints.ToString(), root.Objects + " (data)"] : [image, root.Objects + " (data)"],
        root.Writes?.Upper.ToString(),
        [],
        true);

    private static PlannedMount Of(MountHotfix hotfix) => hotfix.Access == Mounting.Access.ReadOnly
        ? new(Show(MountHotfix.Target), Overlay, ReadOnly, Overlay, [], [hotfix.Upper.ToString(), MountHotfix.Target.ToString()], null, [], true)
        : new(Show(MountHotfix.Target), Overlay, Writable, Overlay, [], [MountHotfix.Target.ToString()], hotfix.Upper.ToString(), [], true);

    private static PlannedMount Of(Bind bind, bool? made)
    {
        var options = new List<string>();
        if (bind.NoSuidNoDev)
            options.AddRange(["nosuid", "nodev"]);
        if (bind.Shared)
            options.Add("shared");
        var access = bind.Access switch
        {
            Mounting.Access.ReadOnly => ReadOnly,
            Mounting.Access.Writable => Writable,
            _ => "inherited",
        };
        return new(
            Show(bind.To), "bind", access, bind.From.ToString(), options, [], null, [.. bind.Conditions.Select(condition => condition.ToString())], made);
    }

    private static string Show(Location target) => "/" + target.Path;
}
