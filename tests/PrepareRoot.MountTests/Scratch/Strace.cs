using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;

namespace PrepareRoot.MountTests.Scratch;

/// <summary>Traces system calls of the program, and can change their results.</summary>
/// <param name="Calls">The traced calls.</param>
/// <param name="Injections">
/// The injections, in the syntax of strace(1): <c>move_mount:error=EINVAL:when=3</c>.
/// </param>
public sealed partial record Strace(IReadOnlyCollection<string> Calls, params string[] Injections)
{
    private readonly string _log = Path.GetTempFileName();

    /// <summary>Injects into a call.</summary>
    public static Strace With(params string[] injections) => new([.. injections.Select(injection => injection.Split(':')[0])], injections);

    /// <summary>The command line before the traced command.</summary>
    internal IEnumerable<string> CommandLine =>
    [
        "strace", "-f", "-qq", "-o", _log, "-e", "trace=execve," + string.Join(',', Calls),
        .. Injections.SelectMany(injection => new[] { "-e", "inject=" + injection }),
    ];

    /// <summary>
    /// The calls that the program made, in their order. The calls of the programs that started it
    /// are counted but left out, because strace counts them too.
    /// </summary>
    public TracedCall[] Read()
    {
        var lines = File.ReadAllLines(_log);
        File.Delete(_log);
        var counts = new Dictionary<string, int>();
        var calls = new List<TracedCall>();
        string? process = null;
        foreach (var match in lines.Select(line => Call().Match(line)).Where(match => match.Success))
        {
            process ??= match.Groups["process"].Value;
            if (match.Groups["process"].Value != process)
                continue;
            var name = match.Groups["name"].Value;
            counts[name] = counts.GetValueOrDefault(name) + 1;
            if (name == "execve")
                calls.Clear(); // The last program that is executed is ours.
            else
                calls.Add(new TracedCall(name, counts[name], match.Groups["rest"].Value));
        }
        return [.. calls];
    }

    [GeneratedRegex(@"^(?<process>\d+) +(?<name>\w+)\((?<rest>.*)")]
    private static partial Regex Call();
}
