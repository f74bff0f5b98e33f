using System;
using Xunit;

namespace PrepareRoot.Support;

/// <summary>A table of tests that are skipped, and say why, where the machine lacks what they need.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RequiresTheoryAttribute : TheoryAttribute
{
    /// <param name="needs">What they need.</param>
    public RequiresTheoryAttribute(Needs needs)
    {
        Needs = needs;
        Skip = Requirements.WhyNotMet(needs);
    }

    /// <summary>What they need.</summary>
    public Needs Needs { get; }
}
