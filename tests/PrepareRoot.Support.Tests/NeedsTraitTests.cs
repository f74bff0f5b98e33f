using System;
using System.Collections.Generic;
using System.Linq;
using Xunit;
using Xunit.Sdk;

namespace PrepareRoot.Support.Tests;

/// <summary>What <c>dotnet test --filter Needs=Asked</c> of <c>make test-slow</c> finds.</summary>
public class NeedsTraitTests
{
    [Fact]
    public void Each_need_of_a_test_is_a_trait()
    {
        Assert.Equal([], TraitsOf([RequiresFact(Needs.None)] () => { }));
        Assert.Equal([("Needs", "Asked")], TraitsOf([RequiresTheory(Needs.Asked)] () => { }));
        Assert.Equal([("Needs", "BootBinary"), ("Needs", "Emulator"), ("Needs", "Asked")], TraitsOf([RequiresFact(Needs.Machine | Needs.Asked)] () => { }));
    }

    private static IEnumerable<(string, string)> TraitsOf(Action test) => TraitHelper.GetTraits(test.Method).Select(trait => (trait.Key, trait.Value));
}
