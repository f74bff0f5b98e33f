using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;

namespace PrepareRoot.MountTests.Scratch;

/// <summary>Traces system calls of the program, and can change their results.</summary>
/// <param name="Calls">The traced calls; <c>all</c> for every call.</param>
/// <param name="Injections">
/// The injections, in the syntax of strace(1): <c>move_mount:error=EINVAL:when=3</c>. strace counts
/// the calls of each thread from the start of the program.
/// </param>
public sealed partial record Strace(IReadOnlyCollection<string> Calls, params string[] Injections)
{
    private readonly string _log = Path.GetTempFileName();

    /// <summary>Injects into a call.</summary>
    public static Strace With(params string[] injections) => new([.. injections.Select(injection => injection.Split(':')[0])], injections);

    /// <summary>
    /// The command line before the traced command. strace runs in the scratch root, so that it
    /// starts the program itself and counts no call of another program.
    /// </summary>
    internal IEnumerable<string> CommandLine =>
    [
        .. HostProgram.CommandLine("/usr/bin/strace"), "-f", "-qq", "-o", HostProgram.Root + _log, "-e", "trace=" + string.Join(',', Calls),
        .. Injections.SelectMany(injection => new[] { "-e", "inject=" + injection }),
    ];

    /// <summary>The calls that the program's first thread made, in their order.</summary>
    public TracedCall[] Read() => ReadAll() is { Length: > 0 } all ? [.. all.Where(call => call.Thread == all[0].Thread)] : [];

    /// <summary>The calls of all threads. The first call is one of the first thread.</summary>
    public TracedCall[] ReadAll()
    {
        var lines = File.ReadAllLines(_log);
        File.Delete(_log);
        var counts = new Dictionary<(int Thread, string Name), int>();
        var calls = new List<TracedCall>();
        foreach (var match in lines.Select(line => Call().Match(line)).Where(match => match.Success))
        {
            var key = (int.Parse(match.Groups["thread"].ValueSpan, null), match.Groups["name"].Value);
            counts[key] = counts.GetValueOrDefault(key) + 1;
            calls.Add(new TracedCall(key.Item2, counts[key], match.Groups["rest"].Value) { Thread = key.Item1 });
        }
        return [.. calls];
    }

    /// <summary>Whether an error was injected into a call with this name.</summary>
    public bool HasInjected(string name)
    {
        var lines = File.ReadAllLines(_log);
        File.Delete(_log);
        return lines.Any(line => line.Contains(name, StringComparison.Ordinal) && line.EndsWith("(INJECTED)", StringComparison.Ordinal));
    }

    [GeneratedRegex(@"^(?<thread>\d+) +(?<name>\w+)\((?<rest>.*)")]
    private static partial Regex Call();
}
