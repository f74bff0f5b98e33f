using System;
using System.IO;
using System.Linq;
using PrepareRoot.Support;
using Xunit;

namespace PrepareRoot.BootTests.Systems;

/// <summary>
/// What systemd does with the drop-in of <c>[refusal]</c> when the unit fails, in whatever way:
/// the real one, as PID 1 of a PID namespace.
/// </summary>
public sealed class RefusalUnitTests : IDisposable
{
    // The shell reports a child that a signal ended as 128 and the signal's number.
    private const string Restarted = "129";
    private const string SwitchedOff = "130";

    // A dollar sign of the shell is doubled for systemd.
    private const string Refused = "exit 1";
    private const string Killed = "kill -KILL $$$$";
    private const string Missing = "exec /none";

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("prepare-root-boot-test-");

    public static TheoryData<string, string, string[]> Ends => new()
    {
        { "shell", Refused, ["shell"] },
        { "shell", Killed, ["shell"] },
        { "reboot", Refused, ["waited", Restarted] },
        { "reboot", Killed, ["waited", Restarted] },
        { "reboot", Missing, ["waited", Restarted] },
        { "poweroff", Refused, ["waited", SwitchedOff] },
        { "poweroff", Killed, ["waited", SwitchedOff] },
        { "halt", Refused, ["waited", SwitchedOff] },
        { "halt", Killed, ["waited", SwitchedOff] },
    };

    public void Dispose() => _directory.Delete(recursive: true);

    [RequiresTheory(Needs.Machine)]
    [MemberData(nameof(Ends))]
    public void Nobody_gets_a_shell_by_a_refusal_where_another_action_is_configured(string action, string command, string[] log)
    {
        using var script = new StreamReader(typeof(RefusalUnitTests).Assembly.GetManifestResourceStream("refusal-unit.sh")!);
        var (path, dropin) = (Path.Combine(_directory.FullName, "run"), Path.Combine(_directory.FullName, "usr/lib/systemd/system/prepare-root.service.d/refusal.conf"));
        File.WriteAllText(path, script.ReadToEnd());
        if (action != "shell")
            Command.Run("sh", "-euc", ". \"$1\"; prepare_root_copy \"refusal $2 5\" '' \"$3\"", "sh", Checkout.File("config/initramfs/build.sh"), action, _directory.FullName);

        var output = Command.Run("sh", path, OsTree.Tools, Checkout.File("config/prepare-root.service"), dropin, command);

        Assert.Equal(log, output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Take(log.Length));
        Assert.Equal(action == "shell", output.Contains("shell", StringComparison.Ordinal));
    }
}
