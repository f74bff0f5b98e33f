using System;
using Xunit;

namespace PrepareRoot.Tests.Initramfs;

/// <summary>What all initramfs generators without systemd run, and what they all ask the configuration.</summary>
public sealed class BootScriptTests : IDisposable
{
    private const string Boot = "usr/lib/prepare-root/initramfs-boot.sh /root || echo \"exit status $?\"";

    private readonly ScriptTree _tree = new();

    public BootScriptTests()
    {
        _tree.Write("usr/lib/prepare-root/prepare-root", "#!/bin/sh\necho \"prepare $*\"\nexit 1\n");
        _tree.Write("bin/modprobe", "#!/bin/sh\nexit 1\n");
    }

    public void Dispose() => _tree.Dispose();

    [Theory]
    [InlineData("root=/dev/vda ostree=/ostree/boot.1/os/0/0 rw")]
    [InlineData("composefs=?0123")]
    [InlineData("rw composefs.digest=v1-sha256-12:0123\n")]
    [InlineData("androidboot.slot_suffix=_a")]
    [InlineData("\"composefs=a b\"")]
    [InlineData("ostree")]
    public void Program_runs_if_the_command_line_names_a_root(string commandLine)
    {
        _tree.Write("cmdline", commandLine);

        Assert.Equal(["prepare /root", "exit status 1"], _tree.Run("sh", Boot));
    }

    [Theory]
    [InlineData("")]
    [InlineData("root=/dev/vda rw * ?\n")]
    [InlineData("ostree.prepare-root.composefs=yes composefsx=1 xostree=1 root=ostree=")]
    public void Program_does_not_run_for_another_command_line_unless_it_always_runs(string commandLine)
    {
        _tree.Write("cmdline", commandLine);
        Assert.Equal([], _tree.Run("sh", Boot));

        _tree.Write("usr/lib/prepare-root/always", "");
        Assert.Equal(["prepare /root", "exit status 1"], _tree.Run("sh", Boot));
    }

    [Theory]
    [InlineData("", false)]
    [InlineData("[composefs]\n", false)]
    [InlineData("[composefs]\nenabled=yes\n", false)]
    [InlineData("[composefs]\nenabled = no\n", false)]
    [InlineData("[composefs]\nenabled=maybe\n", false)]
    [InlineData("[sysroot]\nenabled=verity\n[composefs]\n", false)]
    [InlineData("[composefs]\n#enabled=verity\n", false)]
    [InlineData("[composefs]\nenabled=verity\n", true)]
    [InlineData("[composefs]\n\tenabled =  signed \n[sysroot]\nenabled=no\n", true)]
    [InlineData("[composefs]\nkeypath=/a\n[composefs]\nenabled=verity", true)]
    [InlineData("[composefs]\nenabled=Verity\n", true)]
    [InlineData("[composefs]\nenabled=\n", true)]
    [InlineData("[composefs\nenabled=verity\n", true)]
    [InlineData("[composefs]\nenabled=no\nenabled=verity\n", true)]
    public void Program_always_runs_if_the_configuration_asks_for_verification_or_for_an_unknown_mode(string configuration, bool always)
    {
        _tree.Write("usr/lib/ostree/prepare-root.conf", configuration);

        var lines = _tree.Run("sh", ". ./usr/lib/prepare-root/initramfs-build.sh; if prepare_root_runs_always; then echo always; fi");

        Assert.Equal(always ? ["always"] : [], lines);
    }
}
