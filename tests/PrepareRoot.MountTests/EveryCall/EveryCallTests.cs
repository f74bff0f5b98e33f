using System;
using System.Linq;
using PrepareRoot.Support;
using Xunit;

namespace PrepareRoot.MountTests.EveryCall;

/// <summary>
/// Every call of the program fails once, and the program is killed at every call. Without
/// <c>EVERY_CALL=all</c> only a part of it runs.
/// </summary>
public class EveryCallTests
{
    private static readonly string[] _errors = ["error=EIO", "error=ENOMEM", "error=EPERM", "error=ENOSYS", "error=EINTR"];
    private static readonly bool _all = Environment.GetEnvironmentVariable("EVERY_CALL") == "all";

    public static TheoryData<string, string> Failures
    {
        get
        {
            var table = new TheoryData<string, string>();
            foreach (var mode in _all ? Modes.All : [Modes.Ostree, Modes.Composefs])
            {
                foreach (var error in _all ? _errors : _errors[..1])
                    table.Add(mode.Name, error);
            }
            return table;
        }
    }

    public static TheoryData<string> Kills => [.. (_all ? Modes.All : [Modes.Composefs]).Select(mode => mode.Name)];

    [RequiresTheory(Needs.Mounts)]
    [MemberData(nameof(Failures))]
    public void Call_that_fails_is_a_refusal_or_is_not_essential(string mode, string error) =>
        Assert.Empty(Campaign.Of(Modes.Of(mode), error).Violations);

    [RequiresTheory(Needs.Mounts)]
    [MemberData(nameof(Kills))]
    public void Killed_run_leaves_the_old_root_or_the_new_one(string mode) =>
        Assert.Empty(Campaign.Of(Modes.Of(mode), Campaign.Kill).Violations);
}
