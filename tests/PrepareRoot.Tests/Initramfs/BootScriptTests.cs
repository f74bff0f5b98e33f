using System;
using System.IO;
using PrepareRoot.Tests.Ctl;
using Xunit;

namespace PrepareRoot.Tests.Initramfs;

/// <summary>What runs in every initramfs without systemd.</summary>
public sealed class BootScriptTests : IDisposable
{
    private const string Boot = "usr/lib/prepare-root/initramfs-boot.sh /root || echo \"exit status $?\"";

    private const string Contents = "usr/lib/prepare-root/contents";

    private readonly ScriptTree _tree = new();

    public BootScriptTests()
    {
        _tree.Write("usr/lib/prepare-root/prepare-root", "#!/bin/sh\necho \"prepare $*\"\nexit 1\n");
        _tree.Write("bin/modprobe", "#!/bin/sh\nexit 1\n");
        _tree.Write(Contents, CtlRun.Of("initramfs", "--root", _tree[""]).Output);
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

        _tree.Write(Contents, "always\n" + File.ReadAllText(_tree[Contents]));
        Assert.Equal(["prepare /root", "exit status 1"], _tree.Run("sh", Boot));
    }

    [Fact]
    public void Modules_that_the_build_named_are_loaded_first()
    {
        _tree.Write("cmdline", "composefs=0123");
        _tree.Write("bin/modprobe", "#!/bin/sh\necho \"modprobe $*\"\n");

        Assert.Equal(["modprobe -a -q erofs overlay loop", "prepare /root", "exit status 1"], _tree.Run("sh", Boot));
    }

    [Fact]
    public void Program_decides_itself_without_the_file_of_the_build()
    {
        File.Delete(_tree[Contents]);
        _tree.Write("cmdline", "root=/dev/vda");

        Assert.Equal(["prepare /root", "exit status 1"], _tree.Run("sh", Boot));
    }
}
