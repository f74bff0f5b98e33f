using System;
using System.IO;
using System.Linq;
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

    [Theory]
    [InlineData("exit 0", "exit status 0")]
    [InlineData("exit 1", "exit status 1")]
    [InlineData("exit 2", "exit status 2")]
    [InlineData("exit 127", "died (exit status 127)", "exit status 127")]
    [InlineData("exit 255", "died (exit status 255)", "exit status 255")]
    [InlineData("kill -SEGV $$", "died (signal SEGV)", "exit status 139")]
    [InlineData("kill -ABRT $$", "died (signal ABRT)", "exit status 134")]
    [InlineData("kill -KILL $$", "died (signal KILL)", "exit status 137")]
    public void Death_of_the_program_is_said_and_how_it_died(string end, params string[] said)
    {
        _tree.Write("usr/lib/prepare-root/prepare-root", $"#!/bin/sh\n{end}\n");
        _tree.Write("cmdline", "composefs=0123");

        var lines = _tree.Run("sh", "status=0; usr/lib/prepare-root/initramfs-boot.sh /root 2>&1 || status=$?; echo \"exit status $status\"");

        // The shell itself may name the signal first.
        Assert.Equal(said, lines.Where(line => line.Contains(" status ", StringComparison.Ordinal) || line.Contains("died (", StringComparison.Ordinal)).Select(Short));
        Assert.Equal(said.Length - 1, lines.Count(line => line.StartsWith("prepare-root: what to do: ", StringComparison.Ordinal)));
    }

    // systemd sets them for ExecStopPost=: systemd.exec(5). They are not set if nothing was executed.
    [Theory]
    [InlineData("")]
    [InlineData("EXIT_CODE=exited EXIT_STATUS=0")]
    [InlineData("EXIT_CODE=exited EXIT_STATUS=1")]
    [InlineData("EXIT_CODE=exited EXIT_STATUS=2")]
    [InlineData("EXIT_CODE=exited EXIT_STATUS=255", "died (exit status 255)")]
    [InlineData("EXIT_CODE=killed EXIT_STATUS=TERM", "died (signal TERM)")]
    [InlineData("EXIT_CODE=dumped EXIT_STATUS=ABRT", "died (signal ABRT)")]
    public void Unit_says_the_same_after_the_program(string set, params string[] said)
    {
        var lines = _tree.Run("sh", $"{set} usr/lib/prepare-root/initramfs-died.sh 2>&1");

        Assert.Equal(said, lines.Take(1).Select(Short));
        Assert.Equal(2 * said.Length, lines.Length);
    }

    [Fact]
    public void Program_decides_itself_without_the_file_of_the_build()
    {
        File.Delete(_tree[Contents]);
        _tree.Write("cmdline", "root=/dev/vda");

        Assert.Equal(["prepare /root", "exit status 1"], _tree.Run("sh", Boot));
    }

    // What comes after the name of the program, without the explanation.
    private static string Short(string line) => line.Replace("prepare-root: ", "", StringComparison.Ordinal).Split(" before it could say why. ")[0];
}
