using System.Text.Json;
using PrepareRoot.Support;
using Xunit;

namespace PrepareRoot.BootTests.Chain;

/// <summary>
/// A system booted with our dracut module: the module installs what measuring needs, and the
/// measurement is early enough.
/// </summary>
public class MeasuredSystemTests(MeasuredSystem system) : IClassFixture<MeasuredSystem>
{
    [RequiresFact(Needs.Machine | Needs.Tpm)]
    public void System_whose_initramfs_dracut_made_measures_the_image_that_it_boots()
    {
        using var record = JsonDocument.Parse(system.Facts.Record);
        var measured = "composefs:" + record.RootElement.GetProperty("digest").GetString();

        Assert.Equal(MeasuredBoot.Extended(measured) + "\n", system.Facts.Text("pcr"));
        Assert.Contains($"\"string\":\"{measured}\"", system.Facts.Text("log"), System.StringComparison.Ordinal);
    }
}
