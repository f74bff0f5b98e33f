using System;
using System.IO;
using System.Linq;
using PrepareRoot.Support;
using PrepareRoot.Tests.Ctl;
using Xunit;

namespace PrepareRoot.Tests.Initramfs;

/// <summary>What an initramfs does after a refusal, as <c>[refusal]</c> asks for.</summary>
public sealed class RefusalScriptTests : IDisposable
{
    private const string Refused = "usr/lib/prepare-root/initramfs-refused.sh";
    private const string Contents = "usr/lib/prepare-root/contents";

    // Waiting returns at once, and the script's last endless wait ends it.
    private const string Sleep = "#!/bin/sh\necho \"sleep $*\"\n[ $1 != 3600 ] || kill -KILL $PPID\n";

    private readonly ScriptTree _tree = new();

    public RefusalScriptTests() => _tree.Write("bin/sleep", Sleep);

    public void Dispose() => _tree.Dispose();

    [Theory]
    [InlineData("refusal shell 30\n")]
    [InlineData("always\nfile /refusal reboot 30\nrefusal shell 0\nmodule erofs\n")]
    public void Shell_is_allowed_if_the_configuration_says_so(string contents)
    {
        _tree.Write(Contents, contents);

        Assert.Equal(["a shell"], _tree.Run("sh", Refused + " && echo a shell"));
    }

    // The setting is in every initramfs. A damaged one must not be the way to a shell.
    [Theory]
    [InlineData(":")]
    [InlineData("mkdir $contents")]
    [InlineData("mkfifo $contents")]
    [InlineData(": > $contents")]
    [InlineData("printf 'always\\nmodule erofs\\n' > $contents")]
    [InlineData("printf 'refusal shell' > $contents")]
    [InlineData("printf 'refusal shell x\\n' > $contents")]
    [InlineData("printf 'refusal shell -1\\n' > $contents")]
    public void Initramfs_without_the_setting_gives_no_shell_and_restarts(string make)
    {
        var lines = _tree.Run("sh", $"contents={Contents}; {make}; ({Refused} 2>&1 && echo a shell) 2>/dev/null || echo none");

        Assert.Equal(
            [
                "prepare-root: /usr/lib/prepare-root/contents does not say what follows a refusal",
                "prepare-root: this machine gives no shell after a refusal ([refusal] action = reboot)",
                "prepare-root: it restarts in 30 seconds", "sleep 10", "prepare-root: it restarts in 20 seconds", "sleep 10",
                "prepare-root: it restarts in 10 seconds", "sleep 10", "reboot -f", "sleep 3600", "none",
            ],
            lines.Where(line => line != "Killed"));
    }

    [Fact]
    public void Action_that_there_is_not_halts_the_machine()
    {
        _tree.Write(Contents, "refusal shel 1\n");

        // The shell's own message about the killed script is not shown.
        var lines = _tree.Run("sh", $"({Refused} 2>&1 && echo a shell) 2>/dev/null || echo none");

        Assert.Contains("prepare-root: it is halted in 1 seconds", lines);
        Assert.Equal("none", lines[^1]);
    }

    [Theory]
    [InlineData("reboot", "it restarts", "b", "reboot -f")]
    [InlineData("poweroff", "it is switched off", "o", "poweroff -f")]
    [InlineData("halt", "it is halted", null)]
    public void Other_action_never_returns_to_a_shell(string action, string said, string? letter, params string[] programs)
    {
        _tree.Write(Contents, $"always\nrefusal {action} 12\n");

        var lines = _tree.Run("sh", $"({Refused} 2>&1 && echo a shell) 2>/dev/null || echo none");

        Assert.Equal(
            [
                $"prepare-root: this machine gives no shell after a refusal ([refusal] action = {action})",
                $"prepare-root: {said} in 12 seconds", "sleep 10", $"prepare-root: {said} in 2 seconds", "sleep 2", .. programs, "sleep 3600", "none",
            ],
            lines.Where(line => line != "Killed"));
        Assert.Equal(letter, File.Exists(_tree["sysrq-trigger"]) ? File.ReadAllText(_tree["sysrq-trigger"]).Trim() : null);
    }

    [Theory]
    [InlineData("SERVICE_RESULT=exit-code", 4)]
    [InlineData("SERVICE_RESULT=signal", 4)]
    [InlineData("SERVICE_RESULT=success", 1)]
    public void Unit_only_waits_and_only_after_a_failure(string result, int lines)
    {
        _tree.Write(Contents, "refusal reboot 3\n");

        Assert.Equal(lines, _tree.Run("sh", $"{result} {Refused} wait 2>&1; echo systemd acts").Length);
    }

    [Theory]
    [InlineData("reboot", "FailureAction=reboot-immediate")]
    [InlineData("poweroff", "FailureAction=poweroff-immediate")]
    [InlineData("halt", "FailureAction=poweroff-immediate", "FailureAction=halt-immediate")]
    public void Systemd_acts_itself(string action, params string[] lines)
    {
        Directory.CreateDirectory(_tree["etc/ostree"]);
        File.WriteAllText(_tree["etc/ostree/prepare-root.conf"], $"[refusal]\naction = {action}\ndelay = 5s\n");
        var contents = CtlRun.Of("initramfs", "--root", _tree[""]).Output;
        Assert.Contains($"refusal {action} 5\n", contents, StringComparison.Ordinal);

        _tree.Run("sh", $". usr/lib/prepare-root/initramfs-build.sh; prepare_root_copy '{contents}' '{_tree[""]}' image");

        Assert.Equal(
            ["[Unit]", .. lines, "[Service]", $"ExecStopPost=-{_tree[Refused]} wait", "TimeoutStopSec=65"],
            File.ReadAllLines(_tree["image/usr/lib/systemd/system/prepare-root.service.d/refusal.conf"]));
    }

    // The loops of the hooks: a script that is killed, too, gives no shell.
    [Theory]
    [InlineData("config/initramfs-tools/init-bottom")]
    [InlineData("dracut/50prepare-root/pre-pivot.sh")]
    [InlineData("config/mkinitcpio/hook")]
    public void Shells_of_the_hooks_come_after_the_script(string hook)
    {
        var text = File.ReadAllText(Checkout.File(hook));

        Assert.Matches("initramfs-refused.sh (&&\n|\\|\\| continue\n) *(\\((panic|emergency_shell) |err )", text);
    }
}
