using PrepareRoot.Deployments;
using Xunit;

namespace PrepareRoot.Tests.Deployments;

/// <summary>The other place of a link whose boot entry is stale.</summary>
public class BootLinkTests
{
    [Theory]
    [InlineData("ostree/boot.1/os/ab/0", "ostree/boot.0/os/ab/0")]
    [InlineData("ostree/boot.0/os/ab/12", "ostree/boot.1/os/ab/12")]
    [InlineData("ostree/boot.1.1/os/ab/0", null)]
    [InlineData("ostree/boot.2/os/ab/0", null)]
    [InlineData("ostree/boot.1/os/ab", null)]
    [InlineData("ostree/boot.1/os/ab/0/x", null)]
    [InlineData("x/ostree/boot.1/os/ab/0", null)]
    [InlineData("ostree//boot.1/os/ab/0", null)]
    [InlineData("ostree/root.a", null)]
    [InlineData("", null)]
    public void Link_below_one_directory_is_looked_for_below_the_other(string link, string? other) =>
        Assert.Equal(other, BootLink.InOther(link));
}
