using System;
using System.Linq;
using PrepareRoot.Support;
using Xunit;

namespace PrepareRoot.BootTests.Recovery;

/// <summary>
/// A bad new deployment and a good old one on a machine that nobody looks after, from the firmware on.
/// </summary>
public class UnattendedTests(UnattendedMachine machine) : IClassFixture<UnattendedMachine>
{
    private const string Code = "image-digest-differs";

    // efivarfs puts the variable's attributes before its content: non-volatile, and accessible at
    // boot and at run time.
    private const string Attributes = "\a\0\0\0";

    private static string Cause => $"/sysroot/composefs/images/{UnattendedMachine.NewDigest}: the kernel command line requires "
        + $"sha256:{UnattendedMachine.NewDigest}, but the file has sha256:{UnattendedMachine.OldDigest}";

    // What is kept of it.
    private static string KeptCause => Cause[..240] + "…";

    [RequiresFact(Needs.Machine | Needs.SecureBoot | Needs.Asked)]
    public void Machine_comes_back_by_itself_with_the_entry_before()
    {
        Assert.Equal(UnattendedMachine.Tries, machine.Refused.Length);
        Assert.All(machine.Refused, boot => Assert.Equal("active\ninactive\n", boot.Text("units")));
        Assert.Equal(("running\n", ""), (machine.CameBack.Text("state"), machine.CameBack.Text("failed")));
        Assert.Contains($"\"digest\": \"sha256:{UnattendedMachine.OldDigest}\"", machine.CameBack.Record, StringComparison.Ordinal);
        Assert.DoesNotContain("Entering emergency mode", machine.Console, StringComparison.Ordinal);
    }

    [RequiresFact(Needs.Machine | Needs.SecureBoot | Needs.Asked)]
    public void Good_entry_is_marked_as_good_and_the_bad_one_has_no_tries_left()
    {
        Assert.Equal("active\nactive\nactive\n", machine.CameBack.Text("units"));
        Assert.Equal([$"new+0-{UnattendedMachine.Tries}.conf", "old.conf"], machine.CameBack.Lines("entries"));
    }

    [RequiresFact(Needs.Machine | Needs.SecureBoot | Needs.Asked)]
    public void Refusal_is_written_to_the_firmware_once_however_often_it_is_refused()
    {
        var kept = machine.Refused[0].Text("kept").Split('\n');
        Assert.Equal([Code, KeptCause, ""], [kept[0], .. kept[2..]]);

        Assert.All(machine.Refused, boot => Assert.Equal(Attributes + machine.Refused[0].Text("kept"), boot.Text("variable")));
        Assert.Distinct(machine.Refused.Select(boot => boot.Text("kept")));
    }

    [RequiresFact(Needs.Machine | Needs.SecureBoot | Needs.Asked)]
    public void Boot_that_succeeds_says_what_was_refused_and_takes_it_out_of_the_firmware()
    {
        var boot = machine.CameBack;
        var refused = $"an earlier boot was refused [{Code}]: {KeptCause}";

        Assert.Equal(refused, boot.Lines("journal")[^1]);
        Assert.Contains("prepare-root: warning: " + refused, machine.Console, StringComparison.Ordinal);
        Assert.Equal(("", machine.Refused[0].Text("kept")), (boot.Text("variable"), boot.Text("kept")));
        var time = DateTimeOffset.FromUnixTimeSeconds(long.Parse(boot.Lines("kept")[1], null));
        Assert.Equal(
            $"refused   an earlier boot [{Code}]: {KeptCause}   {time:yyyy-MM-dd'T'HH:mm:ss'Z'}",
            Assert.Single(boot.Lines("status"), line => line.StartsWith("refused ", StringComparison.Ordinal)));
    }

    // The machine's font has no characters for the code's blocks in ASCII.
    [RequiresFact(Needs.Machine | Needs.SecureBoot | Needs.Asked)]
    public void Screen_shows_the_refusal_and_its_code_to_scan() => Assert.All(machine.Refused, boot =>
    {
        const int startOfTheLine = 80;
        var message = $"Refused to prepare the root [{Code}]: {Cause}";
        Assert.Contains("The current boot has failed!", boot.Text("screens"), StringComparison.Ordinal);
        Assert.Contains(message[..startOfTheLine], boot.Text("screens"), StringComparison.Ordinal);
        Assert.InRange(boot.Text("screens").Count(character => character > '~'), 800, 5000);
    });

    [RequiresTheory(Needs.Machine | Needs.SecureBoot | Needs.Asked)]
    [InlineData("read-only", 0)]
    [InlineData("absent", 0)]
    [InlineData("first", 1)]
    public void Refusal_is_in_run_wherever_the_firmware_is_not_writable(string state, int variables)
    {
        var lines = machine.CameBack.Lines(state);

        Assert.Equal(["kernel-argument-malformed", $"{variables}"], lines[..2]);
    }

    [RequiresFact(Needs.Machine | Needs.SecureBoot | Needs.Asked)]
    public void Another_refusal_replaces_the_first_in_the_firmware()
    {
        Assert.Equal(machine.CameBack.Text("first"), machine.CameBack.Text("again"));
        Assert.Equal(["sysroot-missing", "1", Attributes + "sysroot-missing"], machine.CameBack.Lines("other")[..3]);
    }
}
