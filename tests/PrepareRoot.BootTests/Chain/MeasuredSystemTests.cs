using System.Text.Json;
using PrepareRoot.Support;
using Xunit;

namespace PrepareRoot.BootTests.Chain;

/// <summary>That our dracut module brings what measuring takes, and that it is done in time: shown by a system that booted.</summary>
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
