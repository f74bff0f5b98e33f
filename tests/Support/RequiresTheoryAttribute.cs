using System;
using Xunit;

namespace PrepareRoot.Support;

/// <summary>A theory that is skipped with a reason where the machine lacks what it needs.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RequiresTheoryAttribute : TheoryAttribute
{
    /// <param name="needs">What it needs.</param>
    public RequiresTheoryAttribute(Needs needs)
    {
        Needs = needs;
        Skip = Requirements.WhyNotMet(needs);
    }

    /// <summary>What it needs.</summary>
    public Needs Needs { get; }
}
