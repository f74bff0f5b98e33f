using System;
using System.Collections.Concurrent;
using System.Linq;
using PrepareRoot.MountTests.Scratch;

namespace PrepareRoot.MountTests.EveryCall;

/// <summary>A run in which no call fails.</summary>
/// <param name="Calls">Its calls.</param>
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
        if (calls.Any(call => call.Thread != calls[0].Thread))
            throw new InvalidOperationException("strace counts the calls of each thread on its own, and there is a second one");
        var root = Array.FindIndex(calls, call => call.Name == "geteuid");
        var start = Array.FindLastIndex(calls, root, call => call.Name == "getpid");
        return
        [
            .. calls.Index()
                .Where(pair => pair.Item.Name is not ("execve" or "exit_group" or "set_tid_address"))
                .Select(pair => new Call(pair.Item.Name, pair.Item.When, pair.Index < start ? Stage.Runtime : Stage.Main)),
        ];
    }
}
