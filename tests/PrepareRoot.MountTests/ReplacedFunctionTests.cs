using System.Linq;
using System.Xml.Linq;
using PrepareRoot.Support;
using Xunit;

namespace PrepareRoot.MountTests;

/// <summary>The functions of the .NET runtime that the boot program has others for.</summary>
public class ReplacedFunctionTests
{
    public static TheoryData<string> Replaced() =>
        [.. XDocument.Load(Checkout.File("src/PrepareRoot.Boot/PrepareRoot.Boot.csproj")).Descendants("Replaced").Single().Attribute("Include")!.Value.Split(';')];

    // The linker leaves out what nothing calls: a later runtime may have another name for it.
    [RequiresTheory(Needs.BootBinary)]
    [MemberData(nameof(Replaced))]
    public void The_runtime_calls_each(string function)
    {
        var symbols = Command.Run("nm", Artifacts.BootBinary + ".dbg").Split('\n').Select(line => line.Split(' ')[^1]);

        Assert.Contains("__wrap_" + function, symbols);
    }
}
