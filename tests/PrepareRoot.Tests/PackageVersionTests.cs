using System.IO;
using System.Text.RegularExpressions;
using PrepareRoot.Support;
using Xunit;

namespace PrepareRoot.Tests;

/// <summary>The sources of the packages in <c>config/packaging</c>.</summary>
public class PackageVersionTests
{
    [Theory]
    [InlineData("debian/changelog", @"^prepare-root \(([\d.]+)-\d+\)")]
    [InlineData("prepare-root.spec", @"^Version: +([\d.]+)$")]
    [InlineData("prepare-root.spec", @"^\* .* - ([\d.]+)-\d+$")]
    public void Packages_have_the_version_of_the_programs(string file, string pattern)
    {
        var version = Regex.Match(File.ReadAllText(Checkout.File("Directory.Build.props")), "<Version>(.+)</Version>").Groups[1].Value;
        Assert.Equal(version, Regex.Match(File.ReadAllText(Checkout.File("config/packaging/" + file)), pattern, RegexOptions.Multiline).Groups[1].Value);
    }
}
