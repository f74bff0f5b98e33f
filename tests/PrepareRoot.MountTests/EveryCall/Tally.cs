using System.Collections.Concurrent;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using PrepareRoot.Support;

namespace PrepareRoot.MountTests.EveryCall;

/// <summary>The outcomes of one campaign.</summary>
internal sealed partial class Tally
{
    private readonly ConcurrentBag<(Call Call, Outcome Outcome, string Detail)> _outcomes = [];

    /// <summary>What must not happen.</summary>
    public string[] Violations => [.. Lines(Outcome.Violation)];

    public void Add(Call call, Outcome outcome, string detail) => _outcomes.Add((call, outcome, detail));

    /// <summary>How many calls have an outcome.</summary>
    public int Count(Outcome outcome) => _outcomes.Count(entry => entry.Outcome == outcome);

    /// <summary>Writes every outcome to a file that a person can read. Its first line is the sum.</summary>
    public void Save(Mode mode, string end)
    {
        var directory = Checkout.File("artifacts/tests/every-call");
        Directory.CreateDirectory(directory);
        var name = NoFileName().Replace(mode.Name, "-") + "-" + end.Split('=')[1];
        var counts = System.Enum.GetValues<Outcome>().Where(outcome => Count(outcome) > 0).Select(outcome => $"{Count(outcome)} {outcome}");
        File.WriteAllLines(
            Path.Combine(directory, name),
            [$"{mode}, {end}: {_outcomes.Count} calls: {string.Join(", ", counts)}", .. System.Enum.GetValues<Outcome>().SelectMany(Lines)]);
    }

    private System.Collections.Generic.IEnumerable<string> Lines(Outcome outcome) => _outcomes
        .Where(entry => entry.Outcome == outcome)
        .OrderBy(entry => entry.Call.Name).ThenBy(entry => entry.Call.When)
        .Select(entry => $"{outcome}: {entry.Call} ({entry.Call.Stage}): {entry.Detail}");

    [GeneratedRegex("[^A-Za-z0-9]+")]
    private static partial Regex NoFileName();
}
