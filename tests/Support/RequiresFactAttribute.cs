using System;
using Xunit;
using Xunit.Sdk;

namespace PrepareRoot.Support;

/// <summary>A test that is skipped with a reason where the machine lacks what it needs.</summary>
[AttributeUsage(AttributeTargets.Method)]
[TraitDiscoverer(NeedsTrait.Name, "PrepareRoot.Support")]
public sealed class RequiresFactAttribute : FactAttribute, ITraitAttribute
{
    /// <param name="needs">What it needs.</param>
    public RequiresFactAttribute(Needs needs)
    {
        Needs = needs;
        Skip = Requirements.WhyNotMet(needs);
    }

    /// <summary>What it needs.</summary>
    public Needs Needs { get; }
}
