using System;
using System.Reflection;
using Xunit;
using Xunit.Sdk;

namespace PrepareRoot.Support;

/// <summary>
/// Rows of a theory that need <see cref="Needs.Asked"/>: <c>MemberData</c> that <c>make test</c>
/// skips.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
[DataDiscoverer("Xunit.Sdk.MemberDataDiscoverer", "xunit.core")]
[TraitDiscoverer(NeedsTrait.Name, "PrepareRoot.Support")]
public sealed class AskedMemberDataAttribute : MemberDataAttributeBase, ITraitAttribute
{
    /// <param name="memberName">The member that has the rows.</param>
    public AskedMemberDataAttribute(string memberName)
        : base(memberName, []) => Skip = Requirements.WhyNotMet(Needs);

    /// <summary>What the rows need.</summary>
    public Needs Needs { get; } = Needs.Asked;

    /// <inheritdoc/>
    protected override object[] ConvertDataItem(MethodInfo testMethod, object item) => (object[])item;
}
