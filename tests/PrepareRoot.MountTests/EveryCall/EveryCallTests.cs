using System;
using System.IO;
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
    private static readonly bool _all = Environment.GetEnvironmentVariable("EVERY_CALL") == "all";

    public static TheoryData<string, string> Failures
    {
        get
        {
            var table = new TheoryData<string, string>();
            foreach (var mode in _all ? Modes.All : [Modes.Ostree, Modes.Composefs])
            {
                foreach (var error in _all ? Campaign.Errors : Campaign.Errors[..1])
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

    /// <summary><c>make test-faults WRITE_DOCS=1</c> writes the page.</summary>
    [RequiresFact(Needs.Mounts)]
    public void The_documentation_has_every_mode_and_is_what_was_counted()
    {
        var path = Checkout.File("docs/every-call.md");
        if (_all && Environment.GetEnvironmentVariable("WRITE_DOCS") == "1")
            File.WriteAllText(path, EveryCallPage.Markdown());
        var page = File.ReadAllText(path);
        Assert.All(Modes.All, mode => Assert.Equal(2, page.Split('\n').Count(line => line.StartsWith("| " + mode + " | ", StringComparison.Ordinal))));
        if (_all)
            Assert.Equal(EveryCallPage.Markdown(), page);
    }
}
