using System;
using System.IO;
using System.Linq;
using System.Text.Json;
using PrepareRoot.BootTests.Guest;
using PrepareRoot.Support;
using Xunit;

namespace PrepareRoot.BootTests.Prediction;

/// <summary>
/// <c>prepare-rootctl check</c> says beforehand what then happens, on a disk with fs-verity.
/// </summary>
public class PredictionTests
{
    public static TheoryData<string> Refused => [.. PredictionMachine.Refused.Select(boot => boot.Name)];

    public static TheoryData<string> BrokenDisks => [.. PredictionMachine.BrokenDisks.Select(row => row.Case.Name)];

    public static TheoryData<string> UnreadableInit => [.. PredictionMachine.UnreadableInit.Select(boot => boot.Name)];

    public static TheoryData<string> Damaged => [.. PredictionMachine.Damaged.Select(boot => boot.Name)];

    public static TheoryData<string> Booted => [.. BootedModes.All.Select(boot => boot.Name)];

    public static TheoryData<string> Objects => [.. DamagedObjects.All.Select(row => row.Name)];

    [RequiresTheory(Needs.Machine | Needs.Tool)]
    [MemberData(nameof(Refused))]
    public void Refusal_is_foreseen(string name)
    {
        var facts = PredictionMachine.Facts(name);

        AssertVerdict("refused", facts);
        Assert.Equal(1, facts.ExitStatus);
        Assert.Equal(CodeOf(facts), Codes(facts)[0]);
        // The snapshot is of before the check: it has changed nothing either.
        Assert.Equal((facts.MountsBefore, facts.RunBefore), (facts.MountsAfter, facts.RunAfter));
    }

    [RequiresTheory(Needs.Machine | Needs.Tool)]
    [MemberData(nameof(BrokenDisks))]
    public void Broken_disk_is_refused(string name) => Assert.Equal(
        PredictionMachine.BrokenDisks.Single(row => row.Case.Name == name).Code, CodeOf(PredictionMachine.Facts(name)));

    [RequiresTheory(Needs.Machine | Needs.Tool)]
    [MemberData(nameof(UnreadableInit))]
    public void Init_that_can_not_be_read_is_foreseen(string name)
    {
        var facts = PredictionMachine.Facts(name);

        AssertVerdict("refused", facts);
        Assert.Equal((1, "init-unreadable"), (facts.ExitStatus, CodeOf(facts)));
        Assert.Equal([DamagedObjects.OfInit[name].Code], Codes(facts));
        Assert.Equal((facts.MountsBefore, facts.RunBefore), (facts.MountsAfter, facts.RunAfter));
    }

    [RequiresTheory(Needs.Machine | Needs.Tool)]
    [MemberData(nameof(Objects))]
    public void Damaged_file_is_foreseen(string name)
    {
        var index = Array.FindIndex(DamagedObjects.All, row => row.Name == name);
        var damage = DamagedObjects.All[index];
        var intact = PredictionMachine.Facts(DamagedObjects.Intact.Name).Lines("probe")[index];
        var verified = PredictionMachine.Facts(DamagedObjects.Verity.Name);
        var unverified = PredictionMachine.Facts(DamagedObjects.Yes.Name);

        Assert.EndsWith("  ." + damage.File, intact, StringComparison.Ordinal);
        Assert.Equal((damage.Code, true), (CodeOf(verified, damage.File), verified.Lines("probe")[index] != intact));
        Assert.Equal((damage.CodeUnverified, damage.CodeUnverified.Length > 0), (CodeOf(unverified, damage.File), unverified.Lines("probe")[index] != intact));
    }

    [RequiresTheory(Needs.Machine | Needs.Tool)]
    [MemberData(nameof(Damaged))]
    public void Files_that_can_not_be_read_are_foreseen_and_no_others(string name)
    {
        var facts = PredictionMachine.Facts(name);

        Assert.Equal(0, facts.ExitStatus);
        // The tree of composefs-rs' fixtures has no init. This initramfs has no systemd, so it is
        // prepared.
        AssertVerdict(facts.InitStarts ? "damaged" : "refused", facts);
        var foreseen = Findings(facts).Where(finding => finding.TryGetProperty("path", out _)).Select(finding => finding.GetProperty("path").GetString());
        // md5sum: can't open './usr/bin/caps': Input/output error
        var unreadable = facts.Unreadable.Select(line => line.Split('\'')[2][1..]);
        Assert.Equal(unreadable.Order(StringComparer.Ordinal), foreseen.Order(StringComparer.Ordinal));
        Assert.NotEmpty(facts.Unreadable);
    }

    [RequiresTheory(Needs.Machine | Needs.Tool)]
    [MemberData(nameof(Booted))]
    public void Success_is_foreseen(string name)
    {
        var facts = PredictionMachine.Facts(name);

        Assert.Equal(0, facts.ExitStatus);
        AssertVerdict(facts.InitStarts ? "boots" : "refused", facts);
        Assert.Equal(facts.InitStarts ? [] : ["init-missing"], Codes(facts));
    }

    [Fact]
    public void Table_has_more_than_thirty_broken_disks() => Assert.InRange(PredictionMachine.BrokenDisks.Count(), 50, 100);

    [RequiresFact(Needs.Machine | Needs.Tool | Needs.OpenSsl)]
    public void Every_fault_is_foreseen_or_it_is_said_why_not()
    {
        var seen = PredictionMachine.Refused.Concat(PredictionMachine.UnreadableInit).Select(boot => CodeOf(PredictionMachine.Facts(boot.Name)));
        var faults = File.ReadLines(Checkout.File("docs/faults.md")).Where(line => line.StartsWith("## ", StringComparison.Ordinal)).Select(line => line[3..]);

        Assert.Equal(faults.Order(StringComparer.Ordinal), seen.Distinct().Concat(UnforeseenFaults.Reasons.Keys).Order(StringComparer.Ordinal));
    }

    private static void AssertVerdict(string verdict, CaseFacts facts)
    {
        var status = verdict switch
        {
            "boots" => 0,
            "damaged" => 3,
            _ => 1,
        };
        Assert.Equal(("", status + "\n", verdict), (facts.Text("check error"), facts.Text("check status"), facts.Check.GetProperty("verdict").GetString()));
    }

    // prepare-root: refused [CODE]: CAUSE
    private static string CodeOf(CaseFacts facts) => facts.Error.Split('[', ']')[1];

    private static string CodeOf(CaseFacts facts, string file) => string.Join(' ', Findings(facts)
        .Where(finding => finding.TryGetProperty("path", out var path) && path.GetString() == file)
        .Select(finding => finding.GetProperty("code").GetString()));

    private static string[] Codes(CaseFacts facts) => [.. Findings(facts).Select(finding => finding.GetProperty("code").GetString()!)];

    private static JsonElement[] Findings(CaseFacts facts) => [.. facts.Check.GetProperty("findings").EnumerateArray()];
}
