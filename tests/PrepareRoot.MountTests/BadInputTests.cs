using System;
using System.Collections.Generic;
using System.Linq;
using PrepareRoot.MountTests.Scratch;
using PrepareRoot.Support;
using Xunit;

namespace PrepareRoot.MountTests;

/// <summary>
/// Invalid input is refused. The message names the fault, the cause and the remedy, and the machine
/// is unchanged.
/// </summary>
public class BadInputTests
{
    private static readonly Dictionary<string, BadInput> _table = BadInputTable.All.ToDictionary(row => row.Title);

    public static TheoryData<string> Titles => [.. BadInputTable.All.Select(row => row.Title)];

    [RequiresTheory(Needs.Mounts)]
    [MemberData(nameof(Titles))]
    public void Bad_input_is_refused_and_nothing_has_changed(string title)
    {
        var row = _table[title];
        using var machine = new ScratchInitramfs(row.Disk);
        machine.Write(ScratchInitramfs.Configuration, row.Configuration);
        row.Damage(machine);
        var before = machine.Observe();

        var result = Run(machine, row);

        var entry = row.Fault;
        Assert.StartsWith($"prepare-root: refused [{entry.Name}]: ", result.Error, StringComparison.Ordinal);
        Assert.Contains(row.Cause, result.Error, StringComparison.Ordinal);
        Assert.EndsWith("\nprepare-root: what to do: " + entry.Remedy + " More: prepare-rootctl explain " + entry.Name + "\n", result.Error, StringComparison.Ordinal);
        Assert.Equal("", result.Output);
        Assert.Equal(entry.ExitStatus, result.ExitStatus);
        Assert.Equal(before.Exact, machine.Observe().Exact);
    }

    private static CommandResult Run(ScratchInitramfs machine, BadInput row)
    {
        if (row.AsNobody)
            return machine.RunAsNobody(row.CommandLine);
        if (row.Name != ScratchInitramfs.Program)
            return machine.RunBy(row.Name, row.Arguments ?? []);
        return machine.RunWith(row.Inject is null ? null : Strace.With(row.Inject), row.Arguments ?? [machine.Sysroot, row.CommandLine]);
    }
}
