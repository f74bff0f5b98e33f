using PrepareRoot.Faults;
using PrepareRoot.Requests;
using Xunit;

namespace PrepareRoot.Tests.Requests;

/// <summary>What <c>prepare-root.conf</c> may say.</summary>
public partial class RootPolicyTests
{
    [Theory]
    [InlineData("[root]\ntransient=true\ntransient-ro=true", Link, "conf:3: root.transient and root.transient-ro can't both be true")]
    [InlineData("[composefs]\nenabled=no\n[root]\ntransient=true", Link, "root.transient needs composefs, but composefs.enabled is no")]
    [InlineData("[root]\ntransient-ro=true", Link, "root.transient-ro needs composefs, but composefs.enabled is no")]
    [InlineData("[root]\nmount-points=/nix", Link, "root.mount-points needs composefs, but composefs.enabled is no")]
    public void Settings_that_contradict_each_other_are_refused(string configuration, string commandLine, string cause)
    {
        Assert.False(Policy(configuration, commandLine).Try(out _, out var fault));
        Assert.Equal(new Fault(FaultCode.ConfigurationContradictory, cause), fault);
    }

    [Theory]
    [InlineData("/nix", "nix")]
    [InlineData("/nix;/data;/afs", "nix data afs")]
    [InlineData("/nix/; /data ;", "nix data")]
    [InlineData("/nix;/nix", "nix")]
    [InlineData("", "")]
    public void Mount_points_are_a_list_of_directories_right_below_the_root(string value, string names)
    {
        Assert.True(Policy("[composefs]\nenabled=yes\n[root]\nmount-points=" + value, Link).Try(out var policy, out var fault), fault?.Cause);
        Assert.Equal(names, string.Join(' ', policy.MountPoints));
    }

    [Theory]
    [InlineData("nix")]
    [InlineData("/")]
    [InlineData("/a/b")]
    [InlineData("/..")]
    [InlineData("/.")]
    [InlineData("/../nix")]
    [InlineData("/nix;;/data")]
    [InlineData("//nix")]
    public void Mount_point_elsewhere_is_refused(string value)
    {
        Assert.False(Policy("[root]\nmount-points=" + value, Link).Try(out _, out var fault));
        Assert.Equal(
            new Fault(FaultCode.ConfigurationMalformed, "conf:2: root.mount-points must be absolute paths of directories in the root directory, as /nix;/data, but is '" + value + "'"),
            fault);
    }

    [Theory]
    [InlineData("dev")]
    [InlineData("etc")]
    [InlineData("proc")]
    [InlineData("run")]
    [InlineData("sys")]
    [InlineData("sysroot")]
    [InlineData("usr")]
    [InlineData("var")]
    public void Mount_point_that_the_image_has_to_have_is_refused(string name)
    {
        Assert.False(Policy("[root]\nmount-points=/nix;/" + name, Link).Try(out _, out var fault));
        Assert.Equal(
            new Fault(
                FaultCode.ConfigurationMalformed,
                $"conf:2: root.mount-points must not name /{name}, which must be in the image, but is '/nix;/{name}'"),
            fault);
    }

    // overlayfs has whiteouts with these names.
    [Theory]
    [InlineData("00", true)]
    [InlineData("db", true)]
    [InlineData("DB", false)]
    [InlineData("nix", false)]
    public void Mount_point_that_images_hide_is_refused(string name, bool isRefused)
    {
        var isPolicy = Policy("[composefs]\nenabled=yes\n[root]\nmount-points=/" + name, Link).Try(out _, out var fault);

        Assert.Equal(isRefused, !isPolicy);
        if (isRefused)
        {
            Assert.Equal(
                new Fault(
                    FaultCode.ConfigurationMalformed,
                    $"conf:4: root.mount-points must not name /{name}, because images hide the directories of their objects by such names, but is '/{name}'"),
                fault);
        }
    }

    [Theory]
    [InlineData("yes")]
    [InlineData("verity")]
    public void Date_that_nobody_signed_is_refused(string enabled)
    {
        Assert.False(Policy("[composefs]\nnot-before=2026-11-22\nenabled=" + enabled, Link).Try(out _, out var fault));
        Assert.Equal(FaultCode.ConfigurationContradictory, fault.Code);
        Assert.Equal(
            "composefs.not-before needs composefs.enabled = signed, because only a signed date can be trusted, but composefs.enabled is " + enabled, fault.Cause);
    }

    [Theory]
    [InlineData("[composefs]\nenabled=on", "conf:2: composefs.enabled must be yes, no, maybe, verity or signed, but is 'on'")]
    [InlineData("[composefs]\nenabled=", "conf:2: composefs.enabled must be yes, no, maybe, verity or signed, but is ''")]
    [InlineData("[composefs]\nkeypath=keys", "conf:2: composefs.keypath must be an absolute path, but is 'keys'")]
    [InlineData("[sysroot]\nreadonly=yes", "conf:2: sysroot.readonly must be true or false, but is 'yes'")]
    [InlineData("[composefs]\nnot-before=yesterday", "conf:2: composefs.not-before must be a date, as 2026-11-22 or 2026-11-22T18:30:00Z (UTC), but is 'yesterday'")]
    [InlineData("[measure]\npcr=24", "conf:2: measure.pcr must be the number of a PCR, 0 to 23, but is '24'")]
    [InlineData("[measure]\npcr=-1", "conf:2: measure.pcr must be the number of a PCR, 0 to 23, but is '-1'")]
    [InlineData("[etc]\n\ntransient=2", "conf:3: etc.transient must be true or false, but is '2'")]
    public void Value_that_its_key_does_not_allow_is_refused_with_its_line(string configuration, string cause)
    {
        Assert.False(Policy(configuration, Link).Try(out _, out var fault));
        Assert.Equal(FaultCode.ConfigurationMalformed, fault.Code);
        Assert.Equal(cause, fault.Cause);
    }

    [Fact]
    public void Unknown_key_is_a_warning_with_its_line_and_changes_nothing()
    {
        var configuration = Configuration("[composefs]\nenabled=yes\nenable=no\n[other]\nkey=value");
        Assert.True(configuration.Try(out var read, out _));
        Assert.Equal(ComposefsMode.Enabled, read.Composefs);
        Assert.Equal(
            ["conf:3: ignored: there is no key 'composefs.enable'", "conf:5: ignored: there is no key 'other.key'"], read.Warnings);
    }

    [Fact]
    public void Last_of_two_equal_keys_counts_even_if_the_first_is_malformed()
    {
        Assert.True(Configuration("[composefs]\nenabled=sometimes\n[sysroot]\n[composefs]\nenabled=yes").Try(out var configuration, out _));
        Assert.Equal(ComposefsMode.Enabled, configuration.Composefs);
        Assert.False(Configuration("[composefs]\nenabled=yes\nenabled=sometimes").Try(out _, out _));
    }
}
