using System.Text;
using PrepareRoot.Faults;
using PrepareRoot.Formats;
using PrepareRoot.Requests;
using PrepareRoot.Trust;
using Xunit;

namespace PrepareRoot.Tests.Trust;

/// <summary>
/// A plain tree, which can't be verified, is accepted only where verification is not required.
/// </summary>
public class UnverifiedTreeTests
{
    private const string D = "2b342b073569d0dd0a3d4b1f7bb097e90fd11646c811b99231e6516d249f1ee9";

    [Theory]
    [InlineData(null)]
    [InlineData("no")]
    [InlineData("maybe")]
    [InlineData("yes")]
    public void Tree_is_taken_if_verity_is_optional(string? enabled) => Assert.Null(UnverifiedTree.Refuse(Policy(enabled, "composefs=?" + D)));

    [Theory]
    // A digest without "?" requires verification, whatever the configuration says. One of several
    // is enough.
    [InlineData(null, "composefs=" + D, "floor-lowered", "--root-fs is a tree that is not verified, but the policy requires verity")]
    [InlineData("no", "composefs=" + D, "floor-lowered", "--root-fs is a tree that is not verified, but the policy requires verity")]
    [InlineData(null, "composefs=?" + D + " composefs=" + D, "floor-lowered", "--root-fs is a tree that is not verified, but the policy requires verity")]
    [InlineData("verity", "composefs=" + D, "floor-lowered", "--root-fs is a tree that is not verified, but the policy requires verity")]
    [InlineData("signed", "composefs=" + D, "floor-lowered", "--root-fs is a tree that is not verified, but the policy requires signed")]
    [InlineData(null, "ostree=/x", "configuration-contradictory", "--root-fs replaces the image that composefs= names, but ostree= names a deployment")]
    [InlineData(null, "ostree=/x composefs=?" + D, "configuration-contradictory", "--root-fs replaces the image that composefs= names, but ostree= names a deployment")]
    internal void Tree_is_refused_if_anything_is_to_be_verified(string? enabled, string commandLine, string code, string cause)
    {
        var fault = UnverifiedTree.Refuse(Policy(enabled, commandLine));
        Assert.Equal((code, cause), (fault?.Code.Name, fault?.Cause));
    }

    [Theory]
    [InlineData("[root]\ntransient = true\n", "root.transient")]
    [InlineData("[root]\ntransient-ro = true\n", "root.transient-ro")]
    [InlineData("[root]\nmount-points = /nix\n", "root.mount-points")]
    public void Settings_that_need_an_image_are_refused_for_a_tree(string configuration, string setting) => Assert.Equal(
        new Fault(FaultCode.ConfigurationContradictory, setting + " needs an image, but --root-fs replaces the image"),
        UnverifiedTree.Refuse(Policy(null, "composefs=?" + D, configuration)));

    private static RootPolicy Policy(string? enabled, string commandLine, string configurationText = "")
    {
        var text = enabled is null ? configurationText : "[composefs]\nenabled = " + enabled + "\n";
        Assert.True(KeyFile.Parse("f", Encoding.UTF8.GetBytes(text)).Try(out var file, out _));
        Assert.True(PrepareRootConfiguration.From(file).Try(out var configuration, out _));
        var from = RootPolicy.From(KernelCommandLine.Parse(commandLine), configuration, SetupRootConfiguration.Default);
        Assert.True(from.Try(out var policy, out var fault), fault?.Cause);
        return policy;
    }
}
