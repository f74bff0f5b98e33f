using PrepareRoot.Support;
using Xunit;

namespace PrepareRoot.PackageTests;

/// <summary>
/// What Debian's and rpm's checkers say of the packages. What they need not say is in
/// <c>config/packaging</c>, each with its reason.
/// </summary>
public class CheckerTests
{
    // It looks for misspelt words in the machine code, too, and finds some: others in each build. An
    // override must name what is there, or it is itself reported.
    private const string InMachineCode = "spelling-error-in-binary";

    [RequiresFact(Needs.Packages)]
    public void Lintian_has_nothing_to_say() => IsSilent(
        ["lintian", "--allow-root", "--info", "--display-info", "--pedantic", "--tag-display-limit", "0", "--suppress-tags", InMachineCode, .. PackageFiles.Debian]);

    [RequiresFact(Needs.Packages)]
    public void Rpmlint_has_nothing_to_say()
    {
        var result = new Command("rpmlint", ["--config", Checkout.File("config/packaging/rpmlint.toml"), "--strict", .. PackageFiles.Rpm]).RunToAnyEnd();
        Assert.True(result.ExitStatus == 0, result.Output + result.Error);
    }

    private static void IsSilent(string[] command)
    {
        var result = new Command(command[0], command[1..]).RunToAnyEnd();
        var said = result.Output + result.Error;
        Assert.True(result.ExitStatus == 0 && said.Length == 0, said);
    }
}
