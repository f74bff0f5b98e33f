using System;
using System.IO;
using System.Text;
using PrepareRoot.Formats;
using PrepareRoot.Requests;
using PrepareRoot.Support;
using Xunit;

namespace PrepareRoot.Tests.Requests;

/// <summary><c>config/prepare-root.conf</c>, as a distribution installs it.</summary>
public class ShippedConfigurationTests
{
    private static readonly string _text = File.ReadAllText(Checkout.File("config/prepare-root.conf"));

    [Theory]
    [InlineData("enabled = yes", ComposefsMode.Enabled)]
    [InlineData("enabled = no", ComposefsMode.Disabled)]
    internal void Shipped_configuration_enables_composefs_and_one_line_disables_it(string line, ComposefsMode mode) =>
        Assert.Equal(mode, Read(_text.Replace("\nenabled = yes\n", "\n" + line + "\n", StringComparison.Ordinal)).Composefs);

    [Fact]
    public void Every_setting_in_a_comment_of_the_shipped_configuration_is_valid()
    {
        var offered = _text.Replace("\n#keypath", "\nkeypath", StringComparison.Ordinal)
            .Replace("\n#not-before", "\nnot-before", StringComparison.Ordinal)
            .Replace("\n#readonly", "\nreadonly", StringComparison.Ordinal)
            .Replace("\n#transient", "\ntransient", StringComparison.Ordinal)
            .Replace("\n#mount-var", "\nmount-var", StringComparison.Ordinal)
            .Replace("\n#mount-points", "\nmount-points", StringComparison.Ordinal)
            .Replace("\n#action", "\naction", StringComparison.Ordinal)
            .Replace("\n#delay", "\ndelay", StringComparison.Ordinal)
            .Replace("\n#pcr", "\npcr", StringComparison.Ordinal);

        var configuration = Read(offered);

        Assert.DoesNotContain("\n#", offered.Replace("\n# ", "\n", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Empty(configuration.Warnings);
        Assert.Equal((RootMode.ReadOnly, false, "nix data"), (configuration.Root, configuration.EtcTransient, string.Join(' ', configuration.MountPoints)));
        Assert.Equal(("25%", false), (configuration.TransientSize, configuration.MountsVar));
        Assert.Equal(("reboot", 30), (configuration.RefusalAction, configuration.RefusalDelay));
        Assert.Equal((15, 1795305600UL, true), (configuration.MeasurePcr, configuration.NotBefore, configuration.SysrootReadOnly));
    }

    private static PrepareRootConfiguration Read(string text)
    {
        Assert.True(KeyFile.Parse("conf", Encoding.UTF8.GetBytes(text)).Try(out var file, out var fault), fault?.Cause);
        Assert.True(PrepareRootConfiguration.From(file).Try(out var configuration, out fault), fault?.Cause);
        return configuration;
    }
}
