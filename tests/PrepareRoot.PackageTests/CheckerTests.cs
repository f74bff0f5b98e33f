using PrepareRoot.Support;
using Xunit;

namespace PrepareRoot.PackageTests;

/// <summary>
/// What Debian's and rpm's checkers say of the packages. What they need not say is in
/// <c>config/packaging</c>, each with its reason.
/// </summary>
public class CheckerTests
{
    [RequiresFact(Needs.Packages)]
    public void Lintian_has_nothing_to_say() => IsSilent(new Command(
        "lintian", ["--allow-root", "--info", "--display-info", "--pedantic", "--tag-display-limit", "0", .. PackageFiles.Debian]));

    [RequiresFact(Needs.Packages)]
    public void Rpmlint_has_nothing_to_say()
    {
        var result = new Command("rpmlint", ["--config", Checkout.File("config/packaging/rpmlint.toml"), "--strict", .. PackageFiles.Rpm]).RunToAnyEnd();
        Assert.True(result.ExitStatus == 0, result.Output + result.Error);
    }

    private static void IsSilent(Command command)
    {
        var result = command.RunToAnyEnd();
        Assert.Equal((0, "", ""), (result.ExitStatus, result.Output, result.Error));
    }
}
