using System.Linq;
using PrepareRoot.MountTests.Scratch;
using PrepareRoot.Support;
using Xunit;

namespace PrepareRoot.MountTests.Atomicity;

/// <summary>
/// A run that is killed at any call leaves SYSROOT either unchanged or complete. The next run
/// succeeds as if it were the first.
/// </summary>
public class KillTests
{
    private const int KilledStatus = 128 + 9;

    public static TheoryData<string, string> Table
    {
        get
        {
            var table = new TheoryData<string, string>();
            foreach (var call in Scenario.Calls)
            {
                table.Add(Scenario.Ostree.Name, call);
                table.Add(Scenario.Composefs.Name, call);
            }
            return table;
        }
    }

    [RequiresTheory(Needs.Mounts)]
    [MemberData(nameof(Table))]
    public void Run_that_is_killed_leaves_the_old_root(string scenarioName, string callName)
    {
        var scenario = Scenario.Of(scenarioName);
        foreach (var calls in scenario.Batches(callName))
        {
            using var machine = scenario.Start();
            var before = machine.Observe();
            foreach (var call in calls)
            {
                var killed = machine.RunWith(Strace.With($"{call.Name}:signal=KILL:when={call.When}"), machine.Sysroot, scenario.CommandLine);

                Assert.Equal((call, KilledStatus), (call, killed.ExitStatus));
                Unchanged.Verify(before, machine, scenario.RemainsAt(call));
            }
            Unchanged.VerifyNextRun(machine, scenario);
        }
    }

    [RequiresFact(Needs.Mounts)]
    public void Calls_at_which_runs_are_killed_occur_in_an_undisturbed_run() =>
        Assert.Equal(
            Scenario.Calls.Order(),
            Scenario.Ostree.Undisturbed.Concat(Scenario.Composefs.Undisturbed).Select(call => call.Name).Distinct().Order());
}
