using System.Collections.Generic;

namespace PrepareRoot.Mounting;

/// <summary>What a libostree system's generator mounts in the running system, taken into the plan where it is wanted earlier.</summary>
public static class EarlyMounts
{
    /// <summary>With <c>/var</c>, whether the new root has that generator or not.</summary>
    public static MountPlan WithVar(MountPlan plan)
    {
        var steps = new List<MountStep>(plan.Steps.Count);
        foreach (var step in plan.Steps)
            steps.Add(step is Bind { Only.Path: Planner.OstreeGenerator } bind ? bind with { Only = null } : step);
        return new MountPlan(steps);
    }

    /// <summary>With the disk's <c>/boot</c>, if the new root has a place for it.</summary>
    public static MountPlan WithBoot(MountPlan plan) => new(
        [.. plan.Steps, new Bind(Location.Disk("boot"), Location.New("boot"), Access.Inherited, Only: new Condition("boot", Exists: true))]);
}
