using System;
using System.Collections.Concurrent;
using System.Linq;
using System.Threading.Tasks;
using PrepareRoot.Mounting;

namespace PrepareRoot.MountTests.EveryCall;

/// <summary>
/// Makes every call of a mode fail once, or kills the program at every call, and judges each
/// outcome.
/// </summary>
internal sealed class Campaign
{
    /// <summary>The end that kills the program.</summary>
    public const string Kill = "signal=KILL";

    /// <summary>The errors that a call fails with.</summary>
    public static readonly string[] Errors = ["error=EIO", "error=ENOMEM", "error=EPERM", "error=ENOSYS", "error=EINTR"];

    private const int KilledStatus = 128 + 9;
    private const int RaceAttempts = 5;

    private static readonly ConcurrentDictionary<(string Mode, string End), Lazy<Tally>> _tallies = new();

    private readonly Mode _mode;
    private readonly string _end;
    private readonly Undisturbed _undisturbed;
    private readonly Tally _tally = new();

    private Campaign(Mode mode, string end) => (_mode, _end, _undisturbed) = (mode, end, Undisturbed.Of(mode));

    /// <summary>Runs it once.</summary>
    /// <param name="mode">The mode.</param>
    /// <param name="end"><see cref="Kill"/>, or <c>error=ERRNO</c>.</param>
    public static Tally Of(Mode mode, string end) =>
        _tallies.GetOrAdd((mode.Name, end), _ => new Lazy<Tally>(() => new Campaign(mode, end).Run())).Value;

    private Tally Run()
    {
        var watch = System.Diagnostics.Stopwatch.StartNew();
        var workers = Environment.ProcessorCount;
        Parallel.For(0, workers, worker => Run([.. _undisturbed.Calls.Where((_, index) => index % workers == worker)]));
        _tally.Save(_mode, _end);
        Console.WriteLine($"{_mode}, {_end}: {_undisturbed.Calls.Length} calls, {watch.Elapsed.TotalSeconds:0} s");
        return _tally;
    }

    private void Run(Call[] calls)
    {
        CampaignMachine? machine = null;
        foreach (var call in calls)
        {
            machine ??= new CampaignMachine(_mode);
            var (outcome, detail) = Judge(call, machine, out var reusable);
            _tally.Add(call, outcome, detail);
            if (reusable)
                continue;
            machine.Dispose();
            machine = null;
        }
        if (machine is null)
            return;
        using (machine)
        {
            if (NextRun(machine) is { } wrong)
                _tally.Add(calls[^1], Outcome.Violation, "the last run on the machine: " + wrong);
        }
    }

    private (Outcome Outcome, string Detail) Judge(Call call, CampaignMachine machine, out bool reusable)
    {
        InjectedRun run = null!;
        reusable = false;
        for (var attempt = 0; attempt < RaceAttempts && run is not { Injected: true }; attempt++)
        {
            try
            {
                run = _mode.Run(machine.Initramfs, $"{call.Name}:{_end}:when={call.When}");
            }
            catch (TimeoutException)
            {
                return (Outcome.Violation, "does not end");
            }
            if (run.Result.ExitStatus != 0 || _end == Kill)
                break;
            if (!run.Injected && attempt < RaceAttempts - 1)
                machine.Restart();
        }
        var after = machine.Observe(complete: run.Result.ExitStatus == 0 || _end == Kill);
        var (outcome, detail) = _end == Kill ? JudgeKilled(run, machine, after) : JudgeFailed(call, run, machine, after);
        reusable = machine.Before.Exact.SequenceEqual(after.Exact);
        if (!reusable && outcome is Outcome.Refused or Outcome.Died)
        {
            machine.Accept(after);
            reusable = true;
        }
        return (outcome, detail);
    }

    private (Outcome Outcome, string Detail) JudgeFailed(Call call, InjectedRun run, CampaignMachine machine, Snapshot after)
    {
        var error = run.Result.Error.Split('\n')[0];
        if (run.Result.ExitStatus == 0)
        {
            if (_undisturbed.IsEqualTo(after))
                return (run.Injected ? Outcome.Complete : Outcome.NotReached, error);
            var difference = Difference(_undisturbed.After, after);
            return _undisturbed.After.Mounts.SequenceEqual(after.Mounts) && NextRun(machine) is null
                ? (Outcome.NewWithRemains, difference)
                : (Outcome.Violation, "success, but not complete: " + difference);
        }
        // A mount that was restored has another ID.
        if (!machine.Before.Comparable.SequenceEqual(after.Comparable) || !machine.Before.Disk.SequenceEqual(after.Disk))
            return (Outcome.Violation, error + ": the machine is not as before: " + Difference(machine.Before, after));
        if (error.StartsWith("prepare-root: refused [", StringComparison.Ordinal))
            return (Outcome.Refused, error);
        return call.Stage == Stage.Main
            ? (Outcome.Violation, $"died after Main with status {run.Result.ExitStatus}: {run.Result.Error}")
            : (Outcome.Died, $"status {run.Result.ExitStatus}: {error}");
    }

    private (Outcome Outcome, string Detail) JudgeKilled(InjectedRun run, CampaignMachine machine, Snapshot after)
    {
        if (run.Result.ExitStatus == 0)
            return (Outcome.NotReached, "");
        if (run.Result.ExitStatus != KilledStatus)
            return (Outcome.Violation, "killed, but it ended with status " + run.Result.ExitStatus);
        if (machine.Before.Exact.SequenceEqual(after.Exact))
            return (Outcome.Old, "");
        var mount = machine.MountAtPlace;
        var outcome = _undisturbed.IsEqualTo(after) ? Outcome.New
            : mount == machine.BeforeAtPlace ? Outcome.OldWithRemains
            : _undisturbed.After.Mounts.SequenceEqual(after.Mounts.Where(line => !line.StartsWith(KeptDisk.Path, StringComparison.Ordinal))) ? Outcome.NewWithRemains
            : Outcome.Nothing;
        if (outcome == Outcome.Nothing && mount is not null)
            return (Outcome.Violation, "SYSROOT is neither old nor new: " + Difference(_undisturbed.After, after));
        var remains = outcome == Outcome.New ? "" : Snapshot.Difference(machine.Before.Exact, after.Exact);
        return NextRun(machine) is { } wrong ? (Outcome.Violation, outcome + ", " + remains + "; the next run: " + wrong) : (outcome, remains);
    }

    // Null if it prepares the root.
    private string? NextRun(CampaignMachine machine)
    {
        var next = _mode.Run(machine.Initramfs);
        var after = machine.Observe(complete: true);
        if (next.Result.ExitStatus != 0)
            return "status " + next.Result.ExitStatus + ": " + next.Result.Error;
        return _undisturbed.IsEqualTo(after) ? null : "not complete: " + Difference(_undisturbed.After, after);
    }

    private static string Difference(Snapshot expected, Snapshot found) =>
        Snapshot.Difference([.. expected.Comparable, .. expected.Disk], [.. found.Comparable, .. found.Disk]);
}
