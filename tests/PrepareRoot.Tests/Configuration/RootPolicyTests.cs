using System.Text;
using PrepareRoot.Configuration;
using Xunit;

namespace PrepareRoot.Tests.Configuration;

public class RootPolicyTests
{
    private const string D = "2b342b073569d0dd0a3d4b1f7bb097e90fd11646c811b99231e6516d249f1ee9";
    private const string Link = "ostree=/ostree/boot.1/os/0/0";

    [Theory]
    // The configuration alone.
    [InlineData(null, Link, ComposefsMode.Disabled)]
    [InlineData("no", Link, ComposefsMode.Disabled)]
    [InlineData("false", Link, ComposefsMode.Disabled)]
    [InlineData("0", Link, ComposefsMode.Disabled)]
    [InlineData("maybe", Link, ComposefsMode.Maybe)]
    [InlineData("yes", Link, ComposefsMode.Enabled)]
    [InlineData("true", Link, ComposefsMode.Enabled)]
    [InlineData("1", Link, ComposefsMode.Enabled)]
    [InlineData("verity", Link, ComposefsMode.Verity)]
    // Where nothing is verified, the argument decides.
    [InlineData(null, Link + " ostree.prepare-root.composefs=yes", ComposefsMode.Enabled)]
    [InlineData("no", Link + " ostree.prepare-root.composefs=maybe", ComposefsMode.Maybe)]
    [InlineData("maybe", Link + " ostree.prepare-root.composefs=0", ComposefsMode.Disabled)]
    [InlineData("yes", Link + " ostree.prepare-root.composefs=no", ComposefsMode.Disabled)]
    // What is verified stays verified.
    [InlineData("verity", Link + " ostree.prepare-root.composefs=yes", ComposefsMode.Verity)]
    // A digest on the command line asks for verity, whatever the configuration says.
    [InlineData(null, "composefs=" + D, ComposefsMode.Verity)]
    [InlineData("no", "composefs=" + D, ComposefsMode.Verity)]
    [InlineData("maybe", "composefs=" + D, ComposefsMode.Verity)]
    [InlineData("no", Link + " composefs=" + D, ComposefsMode.Verity)]
    [InlineData(null, "composefs=?" + D, ComposefsMode.Enabled)]
    [InlineData("yes", "composefs=?" + D, ComposefsMode.Enabled)]
    [InlineData(null, Link + " composefs=?" + D, ComposefsMode.Enabled)]
    public void Configuration_and_argument_add_up(string? enabled, string commandLine, ComposefsMode expected)
    {
        Assert.True(Policy(enabled is null ? "" : "[composefs]\nenabled=" + enabled, commandLine).Try(out var policy, out var fault), fault?.Cause);
        Assert.Equal(expected, policy.Composefs);
    }

    [Theory]
    [InlineData("verity", Link + " ostree.prepare-root.composefs=no", FaultCode.FloorLowered, "ostree.prepare-root.composefs=no")]
    [InlineData("verity", Link + " ostree.prepare-root.composefs=false", FaultCode.FloorLowered, "enabled = verity")]
    [InlineData("verity", Link + " ostree.prepare-root.composefs=maybe", FaultCode.FloorLowered, "composefs=maybe")]
    [InlineData("verity", "composefs=?" + D, FaultCode.FloorLowered, D)]
    [InlineData("verity", Link + " composefs=?" + D, FaultCode.FloorLowered, D)]
    [InlineData(null, Link + " ostree.prepare-root.composefs=verity", FaultCode.KernelArgumentMalformed, "'verity'")]
    [InlineData(null, Link + " ostree.prepare-root.composefs=", FaultCode.KernelArgumentMalformed, "''")]
    [InlineData(null, "root=/dev/vda quiet", FaultCode.NoRootRequested, "composefs.digest=")]
    [InlineData(null, "ostree=", FaultCode.KernelArgumentMalformed, "'ostree='")]
    [InlineData(null, "ostree=/", FaultCode.KernelArgumentMalformed, "'ostree=/'")]
    [InlineData(null, "composefs=abc", FaultCode.KernelArgumentMalformed, "abc")]
    [InlineData(null, "androidboot.slot_suffix=_c", FaultCode.KernelArgumentMalformed, "_c")]
    public void A_request_that_is_malformed_or_asks_for_less_is_refused(
        string? enabled, string commandLine, FaultCode code, string causeContains)
    {
        Assert.False(Policy(enabled is null ? "" : "[composefs]\nenabled=" + enabled, commandLine).Try(out _, out var fault));
        Assert.Equal(code, fault.Code);
        Assert.Contains(causeContains, fault.Cause);
    }

    [Theory]
    [InlineData(Link, Backend.Ostree, "ostree/boot.1/os/0/0")]
    [InlineData("ostree=ostree/boot.1/os/0/0", Backend.Ostree, "ostree/boot.1/os/0/0")]
    [InlineData("ostree=/a ostree=/b", Backend.Ostree, "a")]
    [InlineData("\"ostree=/a b\"", Backend.Ostree, "a b")]
    [InlineData("xostree=/b ostree=/a", Backend.Ostree, "a")]
    [InlineData("androidboot.slot_suffix=_a " + Link, Backend.Ostree, "ostree/root.a")]
    [InlineData(Link + " androidboot.slot_suffix=_b", Backend.Ostree, "ostree/root.b")]
    [InlineData("androidboot.serialno=1 " + Link, Backend.Ostree, "ostree/root.a")]
    [InlineData("composefs=" + D, Backend.Composefs, null)]
    [InlineData(Link + " composefs=" + D, Backend.Ostree, "ostree/boot.1/os/0/0")]
    public void The_command_line_names_the_backend_and_the_deployment(string commandLine, Backend backend, string? link)
    {
        Assert.True(Policy("", commandLine).Try(out var policy, out var fault), fault?.Cause);
        Assert.Equal(backend, policy.Backend);
        Assert.Equal(link, policy.DeploymentLink);
    }

    [Theory]
    [InlineData("", Link, false, true)]
    [InlineData("[composefs]\nenabled=maybe", Link, false, true)]
    [InlineData("[composefs]\nenabled=yes", Link, true, false)]
    [InlineData("[composefs]\nenabled=verity", Link, true, false)]
    [InlineData("[sysroot]\nreadonly=false", Link, false, true)]
    [InlineData("[sysroot]\nreadonly=true", Link, true, false)]
    [InlineData("[composefs]\nenabled=yes\n[sysroot]\nreadonly=false", Link, false, false)]
    [InlineData("", "composefs=?" + D, true, false)]
    [InlineData("[sysroot]\nreadonly=false", "composefs=?" + D, false, false)]
    public void The_disk_appears_read_only_where_composefs_is_used_or_the_configuration_says_so(
        string configuration, string commandLine, bool readOnly, bool asksRepository)
    {
        Assert.True(Policy(configuration, commandLine).Try(out var policy, out var fault), fault?.Cause);
        Assert.Equal(readOnly, policy.SysrootReadOnly);
        Assert.Equal(asksRepository, policy.AsksRepositoryForReadOnly);
    }

    [Theory]
    [InlineData("composefs=" + D + " composefs=?" + D, false)]
    [InlineData("composefs=?" + D + " composefs=" + D, false)]
    [InlineData("composefs=?" + D, true)]
    public void Of_several_digests_for_a_deployment_the_one_counts_that_must_be_verified(string arguments, bool verityOptional)
    {
        Assert.True(Policy("", Link + " " + arguments).Try(out var policy, out var fault), fault?.Cause);
        Assert.Equal(verityOptional, policy.DeploymentImage?.VerityOptional);
    }

    [Theory]
    [InlineData("root.transient = true", "root.transient")]
    [InlineData("[etc]\nmount = \"transient\"", "a transient /etc")]
    [InlineData("[etc]\ntransient = true", "a transient /etc")]
    [InlineData("[var]\nmount = \"volatile\"", "a transient /var")]
    public void The_other_file_is_not_ignored_either_where_it_counts(string setup, string causeContains)
    {
        Assert.True(SetupRootConfiguration.Parse("toml", Encoding.UTF8.GetBytes(setup)).Try(out var read, out _));
        var composefs = KernelCommandLine.Parse("composefs=" + D);
        Assert.False(RootPolicy.From(composefs, PrepareRootConfiguration.Default, read).Try(out _, out var fault));
        Assert.Equal(FaultCode.Unsupported, fault.Code);
        Assert.Contains(causeContains, fault.Cause);

        Assert.True(RootPolicy.From(KernelCommandLine.Parse(Link), PrepareRootConfiguration.Default, read).Try(out _, out _));
    }

    [Theory]
    [InlineData("[root]\ntransient=true", "root.transient")]
    [InlineData("[root]\ntransient-ro=true", "root.transient-ro")]
    [InlineData("[etc]\ntransient=1", "a transient /etc")]
    public void What_this_version_does_not_do_is_refused_not_ignored(string configuration, string causeContains)
    {
        Assert.False(Policy(configuration, Link).Try(out _, out var fault));
        Assert.Equal(FaultCode.Unsupported, fault.Code);
        Assert.Contains(causeContains, fault.Cause);
    }

    [Theory]
    [InlineData("yes")]
    [InlineData("verity")]
    public void A_date_that_nobody_signed_is_refused(string enabled)
    {
        Assert.False(Policy("[composefs]\nnot-before=2026-11-22\nenabled=" + enabled, Link).Try(out _, out var fault));
        Assert.Equal(FaultCode.ConfigurationContradictory, fault.Code);
        Assert.Equal(
            "composefs.not-before needs composefs.enabled = signed: a date that nobody signed says nothing, and enabled is " + enabled, fault.Cause);
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
    public void A_value_that_its_key_does_not_allow_is_refused_with_its_line(string configuration, string cause)
    {
        Assert.False(Policy(configuration, Link).Try(out _, out var fault));
        Assert.Equal(FaultCode.ConfigurationMalformed, fault.Code);
        Assert.Equal(cause, fault.Cause);
    }

    [Fact]
    public void A_key_that_means_nothing_is_warned_of_with_its_line_and_changes_nothing()
    {
        var configuration = Configuration("[composefs]\nenabled=yes\nenable=no\n[other]\nkey=value");
        Assert.True(configuration.Try(out var read, out _));
        Assert.Equal(ComposefsMode.Enabled, read.Composefs);
        Assert.Equal(
            ["conf:3: ignored: there is no key 'composefs.enable'", "conf:5: ignored: there is no key 'other.key'"], read.Warnings);
    }

    private static Result<PrepareRootConfiguration> Configuration(string text) =>
        KeyFile.Parse("conf", Encoding.UTF8.GetBytes(text)).Try(out var file, out var fault) ? PrepareRootConfiguration.From(file) : fault;

    private static Result<RootPolicy> Policy(string configuration, string commandLine) =>
        Configuration(configuration).Try(out var read, out var fault)
            ? RootPolicy.From(KernelCommandLine.Parse(commandLine), read, SetupRootConfiguration.Default)
            : fault;
}
