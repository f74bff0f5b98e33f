using System;
using Xunit;

namespace PrepareRoot.Support.Tests;

/// <summary>
/// A test that can't run is skipped, and the reason names everything that is missing.
/// </summary>
public class RequirementsTests
{
    public static TheoryData<Needs> EachNeed => [.. Enum.GetValues<Needs>()];

    [Theory]
    [MemberData(nameof(EachNeed))]
    public void Attributes_skip_a_test_for_the_reason_that_its_need_is_not_met(Needs need)
    {
        var reason = Requirements.WhyNotMet(need);

        Assert.Equal(reason, new RequiresFactAttribute(need).Skip);
        Assert.Equal(reason, new RequiresTheoryAttribute(need).Skip);
        Assert.Equal(reason is null, Requirements.AreMet(need));
    }

    [Fact]
    public void Reason_names_each_need_that_is_not_met() => Assert.Equal(
        "no root, no openssl",
        Requirements.WhyNotMet(
            Needs.Root | Needs.Emulator | Needs.OpenSsl,
            need => need switch { Needs.Root => "no root", Needs.OpenSsl => "no openssl", _ => null }));

    [Fact]
    public void Reason_is_absent_where_nothing_is_needed() => Assert.Null(Requirements.WhyNotMet(Needs.None));

    [Theory]
    [InlineData("sh", true)]
    [InlineData("no-such-program", false)]
    public void Program_is_looked_for_in_PATH(string name, bool isInstalled) =>
        Assert.Equal(isInstalled ? null : "the program no-such-program is not installed", Requirements.WithoutProgram(name));

    [Fact]
    public void File_that_is_missing_is_named_with_the_remedy()
    {
        Assert.Null(Requirements.WithoutFile(Checkout.File("Makefile"), "run make"));
        Assert.Equal("/no/such/file is missing: run make", Requirements.WithoutFile("/no/such/file", "run make"));
    }
}
