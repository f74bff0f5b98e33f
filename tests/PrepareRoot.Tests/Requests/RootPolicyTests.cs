using System.Linq;
using System.Text;
using PrepareRoot.Faults;
using PrepareRoot.Formats;
using PrepareRoot.Requests;
using Xunit;

namespace PrepareRoot.Tests.Requests;

public partial class RootPolicyTests
{
    private const string D = "2b342b073569d0dd0a3d4b1f7bb097e90fd11646c811b99231e6516d249f1ee9";
    private const string Other = "708f0484285044d93580dd9daa7ce0f08e1795c61d14e158a3f2914b54cfe07e";
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
    // A digest on the command line requires verity, whatever the configuration says.
    [InlineData(null, "composefs=" + D, ComposefsMode.Verity)]
    [InlineData("no", "composefs=" + D, ComposefsMode.Verity)]
    [InlineData("maybe", "composefs=" + D, ComposefsMode.Verity)]
    [InlineData("no", Link + " composefs=" + D, ComposefsMode.Verity)]
    [InlineData(null, "composefs=?" + D, ComposefsMode.Enabled)]
    [InlineData("yes", "composefs=?" + D, ComposefsMode.Enabled)]
    [InlineData(null, Link + " composefs=?" + D, ComposefsMode.Enabled)]
    internal void Configuration_and_argument_add_up(string? enabled, string commandLine, ComposefsMode expected)
    {
        Assert.True(Policy(enabled is null ? "" : "[composefs]\nenabled=" + enabled, commandLine).Try(out var policy, out var fault), fault?.Cause);
        Assert.Equal(expected, policy.Composefs);
    }

    // The kernel takes the last one. An empty one is none, as for systemctl's switch-root.
    [Theory]
    [InlineData("", "/sbin/init /usr/lib/systemd/systemd /etc/init /bin/init")]
    [InlineData(" init=/bin/sh", "/bin/sh")]
    [InlineData(" init=/bin/a rd.init=/bin/b init=/bin/sh rw", "/bin/sh")]
    [InlineData(" init=/bin/a init=", "/sbin/init /usr/lib/systemd/systemd /etc/init /bin/init")]
    public void Init_is_what_the_command_line_names(string arguments, string expected)
    {
        Assert.True(Policy("", Link + arguments).Try(out var policy, out var fault), fault?.Cause);
        Assert.Equal(expected, string.Join(' ', policy.Inits));
    }

    [Theory]
    [InlineData("verity", Link + " ostree.prepare-root.composefs=no", "floor-lowered", "ostree.prepare-root.composefs=no")]
    [InlineData("verity", Link + " ostree.prepare-root.composefs=false", "floor-lowered", "enabled = verity")]
    [InlineData("verity", Link + " ostree.prepare-root.composefs=maybe", "floor-lowered", "composefs=maybe")]
    [InlineData("verity", "composefs=?" + D, "floor-lowered", D)]
    [InlineData("verity", Link + " composefs=?" + D, "floor-lowered", D)]
    [InlineData(null, Link + " ostree.prepare-root.composefs=verity", "kernel-argument-malformed", "'verity'")]
    [InlineData(null, Link + " ostree.prepare-root.composefs=", "kernel-argument-malformed", "''")]
    [InlineData(null, "root=/dev/vda quiet", "no-root-requested", "composefs.digest=")]
    [InlineData(null, "ostree=", "kernel-argument-malformed", "'ostree='")]
    [InlineData(null, "ostree=/", "kernel-argument-malformed", "'ostree=/'")]
    [InlineData(null, "composefs=abc", "kernel-argument-malformed", "abc")]
    [InlineData(null, "androidboot.slot_suffix=_c", "kernel-argument-malformed", "_c")]
    internal void Request_that_is_malformed_or_asks_for_less_is_refused(
        string? enabled, string commandLine, string code, string causeContains)
    {
        Assert.False(Policy(enabled is null ? "" : "[composefs]\nenabled=" + enabled, commandLine).Try(out _, out var fault));
        Assert.Equal(code, fault.Code.Name);
        Assert.Contains(causeContains, fault.Cause);
    }

    [Theory]
    [InlineData(Link, "ostree", "ostree/boot.1/os/0/0")]
    [InlineData("ostree=ostree/boot.1/os/0/0", "ostree", "ostree/boot.1/os/0/0")]
    [InlineData("ostree=/a ostree=/b", "ostree", "a")]
    [InlineData("\"ostree=/a b\"", "ostree", "a b")]
    [InlineData("xostree=/b ostree=/a", "ostree", "a")]
    [InlineData("androidboot.slot_suffix=_a " + Link, "ostree", "ostree/root.a")]
    [InlineData(Link + " androidboot.slot_suffix=_b", "ostree", "ostree/root.b")]
    [InlineData("androidboot.serialno=1 " + Link, "ostree", "ostree/root.a")]
    [InlineData("composefs=" + D, "composefs", null)]
    [InlineData(Link + " composefs=" + D, "ostree", "ostree/boot.1/os/0/0")]
    internal void Command_line_names_the_backend_and_the_deployment(string commandLine, string backend, string? link)
    {
        Assert.True(Policy("", commandLine).Try(out var policy, out var fault), fault?.Cause);
        Assert.Equal(backend, policy.Backend.Name);
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
    public void Disk_appears_read_only_where_composefs_is_used_or_the_configuration_says_so(
        string configuration, string commandLine, bool readOnly, bool readsRepository)
    {
        Assert.True(Policy(configuration, commandLine).Try(out var policy, out var fault), fault?.Cause);
        Assert.Equal(readOnly, policy.SysrootReadOnly);
        Assert.Equal(readsRepository, policy.ReadsRepositoryConfiguration);
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("composefs=" + D + " composefs=?" + Other, D)]
    [InlineData("composefs=?" + Other + " composefs=" + D, D)]
    [InlineData("composefs=" + D + " composefs=" + Other, D + " " + Other)]
    [InlineData("composefs=" + D + " composefs=?" + D + " composefs.digest=v1-sha256-12:" + Other, Other + " " + D)]
    [InlineData("composefs=?" + D, "?" + D)]
    [InlineData("composefs=?" + D + " composefs=?" + Other, "?" + D + " ?" + Other)]
    public void Digests_that_must_be_verified_count_before_others_for_a_deployment(string arguments, string expected)
    {
        Assert.True(Policy("", Link + " " + arguments).Try(out var policy, out var fault), fault?.Cause);
        Assert.Equal(expected, string.Join(' ', policy.DeploymentImages.Select(image => (image.VerityOptional ? "?" : "") + image.Digest.Hex)));
    }

    [Theory]
    [InlineData("", "", RootMode.ReadOnly)]
    [InlineData("[root]\ntransient=true", "", RootMode.Transient)]
    [InlineData("[root]\ntransient-ro=true", "", RootMode.TransientReadOnly)]
    [InlineData("[root]\ntransient=false\ntransient-ro=true", "", RootMode.TransientReadOnly)]
    [InlineData("", "root.transient = true", RootMode.Transient)]
    [InlineData("[root]\ntransient=true", "root.transient = true", RootMode.Transient)]
    [InlineData("[root]\ntransient-ro=true", "root.transient = true", RootMode.TransientReadOnly)]
    [InlineData("[root]\ntransient=false", "root.transient = true", RootMode.ReadOnly)]
    [InlineData("[root]\ntransient=true", "root.transient = false", RootMode.ReadOnly)]
    internal void Stricter_of_two_files_decides_about_the_root(string configuration, string setup, RootMode root)
    {
        Assert.True(Policy(configuration, "composefs=" + D, setup).Try(out var policy, out var fault), fault?.Cause);
        Assert.Equal(root, policy.Root);
    }

    [Fact]
    public void Settings_of_setup_root_do_not_apply_to_libostree()
    {
        const string setup = "root.transient = true\netc.mount = 'transient'\nvar.mount = 'none'";
        Assert.True(Policy("[composefs]\nenabled=yes", Link, setup).Try(out var policy, out var fault), fault?.Cause);
        Assert.Equal((RootMode.ReadOnly, null, null), (policy.Root, policy.EtcMount, policy.VarMount));
    }

    [Theory]
    [InlineData("etc.transient=true", Link, MountKind.Transient)]
    [InlineData("etc.transient=0", Link, null)]
    [InlineData("etc.transient=true", "composefs=" + D, null)]
    internal void Transient_etc_is_asked_for_in_the_file_of_the_backend(string setting, string commandLine, MountKind? etc)
    {
        Assert.True(Policy("[etc]\n" + setting["etc.".Length..], commandLine).Try(out var policy, out var fault), fault?.Cause);
        Assert.Equal(etc, policy.EtcMount);
    }

    [Theory]
    [InlineData("", "", null)]
    [InlineData("", "systemd.volatile=state", MountKind.None)]
    [InlineData("", "systemd.volatile=overlay", MountKind.None)]
    [InlineData("", "systemd.volatile=no", null)]
    [InlineData("var.mount = 'bind'", "systemd.volatile=state", MountKind.Bind)]
    [InlineData("var.mount = 'volatile'", "systemd.volatile=state", MountKind.Transient)]
    [InlineData("var.transient = false", "systemd.volatile=state", null)]
    internal void Volatile_var_is_left_to_systemd_unless_the_file_speaks_of_it(string setup, string argument, MountKind? var)
    {
        Assert.True(Policy("", "composefs=" + D + " " + argument, setup).Try(out var policy, out var fault), fault?.Cause);
        Assert.Equal(var, policy.VarMount);
    }

    private static Result<PrepareRootConfiguration> Configuration(string text) =>
        KeyFile.Parse("conf", Encoding.UTF8.GetBytes(text)).Try(out var file, out var fault) ? PrepareRootConfiguration.From(file) : fault;

    private static Result<RootPolicy> Policy(string configuration, string commandLine, string setup = "")
    {
        Assert.True(SetupRootConfiguration.Parse("toml", Encoding.UTF8.GetBytes(setup)).Try(out var readSetup, out var malformed), malformed?.Cause);
        return Configuration(configuration).Try(out var read, out var fault)
            ? RootPolicy.From(KernelCommandLine.Parse(commandLine), read, readSetup)
            : fault;
    }
}
