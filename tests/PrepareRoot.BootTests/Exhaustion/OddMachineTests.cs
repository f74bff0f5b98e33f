using System;
using System.Linq;
using PrepareRoot.Support;
using Xunit;

namespace PrepareRoot.BootTests.Exhaustion;

/// <summary>Little memory, an odd clock, and layers below the disk.</summary>
public class OddMachineTests
{
    private const string TooLittle = "a control group with 256 KiB";

    public static TheoryData<string, string> OnTheNewestKernel => On(AllCases.SuiteNames[^1..]);

    public static TheoryData<string, string> OnOlderKernels => On(AllCases.SuiteNames[..^1]);

    [RequiresTheory(Needs.Machine)]
    [MemberData(nameof(OnTheNewestKernel))]
    [AskedMemberData(nameof(OnOlderKernels))]
    public void Verified_root_is_prepared_with(string suite, string condition)
    {
        var facts = OddMachine.Facts(suite);

        Assert.Equal(("0\n", ""), (facts.Text("status " + condition), facts.Text("error " + condition)));
        Assert.Contains("verity=require", Assert.Single(facts.Lines("root " + condition)), StringComparison.Ordinal);
    }

    [RequiresTheory(Needs.Machine)]
    [MemberData(nameof(AllCases.NewestSuite), MemberType = typeof(AllCases))]
    [AskedMemberData(nameof(AllCases.OlderSuites), MemberType = typeof(AllCases))]
    public void Program_that_the_kernel_kills_for_want_of_memory_changes_nothing(string suite)
    {
        var facts = OddMachine.Facts(suite);

        Assert.Equal("137\n", facts.Text("status " + TooLittle));
        Assert.Contains(" - ext4 /dev/vda ", Assert.Single(facts.Lines("root " + TooLittle)), StringComparison.Ordinal);
    }

    private static TheoryData<string, string> On(string[] suites)
    {
        var table = new TheoryData<string, string>();
        foreach (var (suite, condition) in from suite in suites from condition in OddMachine.Conditions.Keys where condition != TooLittle select (suite, condition))
            table.Add(suite, condition);
        return table;
    }
}
