using System.Collections.Generic;
using System.Linq;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace PrepareRoot.Support;

/// <summary>
/// Gives each test a trait for each of its <see cref="Needs"/>: <c>dotnet test --filter Needs=Asked</c>
/// runs what <c>make test</c> skips.
/// </summary>
public sealed class NeedsTrait : ITraitDiscoverer
{
    internal const string Name = "PrepareRoot.Support.NeedsTrait";

    /// <inheritdoc/>
    public IEnumerable<KeyValuePair<string, string>> GetTraits(IAttributeInfo traitAttribute) =>
        Requirements.Single(traitAttribute.GetNamedArgument<Needs>(nameof(Needs))).Select(need => KeyValuePair.Create(nameof(Needs), need.ToString()));
}
