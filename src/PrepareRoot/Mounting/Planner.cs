using PrepareRoot.Deployments;
using PrepareRoot.Faults;
using PrepareRoot.Requests;
using PrepareRoot.Trust;

namespace PrepareRoot.Mounting;

/// <summary>
/// Plans the new root from facts alone. It opens, creates and mounts nothing, so an unprivileged
/// user can print a plan.
/// </summary>
internal static class Planner
{
    /// <summary>
    /// libostree's systemd generator. A system that has it mounts <c>/var</c> and <c>/boot</c>
    /// itself.
    /// </summary>
    public const string OstreeGenerator = "usr/lib/systemd/system-generators/ostree-system-generator";

    /// <param name="policy">The request.</param>
    /// <param name="deployment">The deployment to boot.</param>
    /// <param name="facts">Facts about the source of its root.</param>
    /// <returns>The plan, or <see cref="FaultCode.MeasurementFailed"/>.</returns>
    public static Result<MountPlan> Plan(RootPolicy policy, Deployment deployment, RootFacts facts)
    {
        var draft = new PlanDraft(policy, deployment, facts);
        draft.AddRoot();
        draft.AddState();
        if (deployment.HasBoot)
            draft.AddBoot();
        var plan = draft.ToPlan() with { Inits = policy.Inits };
        // With a hotfix, the digest would not describe the /usr that is booted.
        return policy.MeasurePcr is not null && plan.Measured is null ? Measurement.NothingToMeasure : plan;
    }
}
