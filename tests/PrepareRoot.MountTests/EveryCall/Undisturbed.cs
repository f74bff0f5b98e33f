using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using PrepareRoot.MountTests.Scratch;

namespace PrepareRoot.MountTests.EveryCall;

/// <summary>A run in which no call fails.</summary>
/// <param name="Calls">
/// Its calls. strace counts the calls of each thread on its own, so a name and a number may stand
/// for the calls of two threads. They fail together.
/// </param>
/// <param name="After">The machine after it.</param>
internal sealed record Undisturbed(Call[] Calls, Snapshot After)
{
    private static readonly ConcurrentDictionary<string, Lazy<Undisturbed>> _runs = new();

    /// <summary>Of a mode.</summary>
    public static Undisturbed Of(Mode mode) => _runs.GetOrAdd(mode.Name, _ => new Lazy<Undisturbed>(() => Run(mode))).Value;

    /// <summary>
    /// Whether a machine is as after the run. The disk counts, too: it is a copy of the same one.
    /// </summary>
    public bool IsEqualTo(Snapshot other) => After.Comparable.SequenceEqual(other.Comparable) && After.Disk.SequenceEqual(other.Disk);

    private static Undisturbed Run(Mode mode)
    {
        using var machine = new CampaignMachine(mode);
        var (result, calls) = mode.Trace(machine.Initramfs);
        return result.ExitStatus == 0
            ? new Undisturbed([.. Distinct(calls).Where(call => mode.WithRuntime || call.Stage == Stage.Main)], machine.Observe(complete: true))
            : throw new InvalidOperationException(mode + ": an undisturbed run fails: " + result.Error);
    }

    // Main starts with getpid and geteuid. The call that starts the program is not its own, and
    // exit_group can't fail, nor can set_tid_address, whose result is the thread's ID.
    private static Call[] Distinct(TracedCall[] calls)
    {
        var main = calls[0].Thread;
        var root = Array.FindIndex(calls, call => call.Thread == main && call.Name == "geteuid");
        var start = Array.FindLastIndex(calls, root, call => call.Thread == main && call.Name == "getpid");
        var distinct = new Dictionary<(string, int), Call>();
        foreach (var (index, call) in calls.Index().Where(pair => pair.Item.Name is not ("execve" or "exit_group" or "set_tid_address")).OrderBy(pair => pair.Item.Thread == main ? 0 : 1))
        {
            var stage = call.Thread != main ? Stage.OtherThread : index < start ? Stage.Runtime : Stage.Main;
            distinct.TryAdd((call.Name, call.When), new Call(call.Name, call.When, stage));
        }
        return [.. distinct.Values];
    }
}
