using PrepareRoot.Deployments;
using PrepareRoot.Faults;
using PrepareRoot.Requests;
using PrepareRoot.Trust;

namespace PrepareRoot.Mounting;

/// <summary>
/// Plans the new root from facts alone. Nothing is opened, created or mounted, so any user can ask
/// for a plan.
/// </summary>
internal static class Planner
{
    /// <summary>
    /// The generator by which a libostree system mounts its <c>/var</c> and <c>/boot</c> itself.
    /// </summary>
    public const string OstreeGenerator = "usr/lib/systemd/system-generators/ostree-system-generator";

    /// <summary>Makes the plan.</summary>
    /// <param name="policy">What is asked for.</param>
    /// <param name="deployment">What is booted.</param>
    /// <param name="facts">What its root is made from.</param>
    /// <returns>The plan, or <see cref="FaultCode.MeasurementFailed"/>.</returns>
    public static Result<MountPlan> Plan(RootPolicy policy, Deployment deployment, RootFacts facts)
    {
        var draft = new PlanDraft(policy, deployment, facts);
        draft.AddRoot();
        draft.AddState();
        if (deployment.HasBoot)
            draft.AddBoot();
        var plan = draft.ToPlan();
        // A hotfix would make the register describe another /usr than the one that is booted.
        return policy.MeasurePcr is not null && plan.Measured is null ? Measurement.NothingToMeasure : plan;
    }
}
