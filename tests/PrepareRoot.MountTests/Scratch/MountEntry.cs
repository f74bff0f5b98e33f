using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;

namespace PrepareRoot.MountTests.Scratch;

/// <summary>A line of <c>/proc/PID/mountinfo</c> (<c>proc_pid_mountinfo(5)</c>).</summary>
/// <param name="Id">The mount's ID.</param>
/// <param name="Parent">The ID of its parent mount.</param>
/// <param name="Root">The directory of its file system that is mounted.</param>
/// <param name="MountPoint">The mount point.</param>
/// <param name="Options">The mount's own options.</param>
/// <param name="Propagation">
/// <c>shared</c>, <c>master</c> or both, without the IDs of the peer groups; empty if it is
/// private.
/// </param>
/// <param name="Type">The file system's type.</param>
/// <param name="Source">What it is mounted from.</param>
/// <param name="SuperOptions">The file system's options.</param>
public sealed partial record MountEntry(
    int Id, int Parent, string Root, string MountPoint, string Options, string Propagation, string Type, string Source, string SuperOptions)
{
    /// <summary>Reads a table.</summary>
    public static MountEntry[] ParseTable(IEnumerable<string> lines) => lines.Select(Parse).ToArray();

    /// <summary>The topmost mount on a mount point. Null if there is none.</summary>
    public static MountEntry? TopmostAt(string mountPoint, IEnumerable<MountEntry> table)
    {
        var stacked = table.Where(entry => entry.MountPoint == mountPoint).ToArray();
        return stacked.SingleOrDefault(entry => stacked.All(other => other.Parent != entry.Id));
    }

    /// <summary>
    /// Describes a table in a form that is equal for equal mounts, sorted by mount point: without
    /// mount IDs, loop devices and the paths of overlay layers. Each line has the mount's parent,
    /// so a mount hidden by another one shows.
    /// </summary>
    public static string[] Describe(IReadOnlyCollection<MountEntry> table)
    {
        var byId = table.ToDictionary(entry => entry.Id);
        return table
            .Select(entry => entry.Describe(byId.GetValueOrDefault(entry.Parent)?.MountPoint ?? "outside"))
            .Order(StringComparer.Ordinal)
            .ToArray();
    }

    private static MountEntry Parse(string line)
    {
        var fields = line.Split(' ');
        var separator = Array.IndexOf(fields, "-");
        var propagation = fields[6..separator].Select(field => field.Split(':')[0]);
        return new MountEntry(
            int.Parse(fields[0], null),
            int.Parse(fields[1], null),
            fields[3],
            fields[4],
            fields[5],
            string.Join('+', propagation),
            fields[separator + 1],
            LoopDevice().Replace(fields[separator + 2], "LOOP"),
            UuidOfFirstMount().Replace(LayerPath().Replace(fields[separator + 3], "$1=…"), ""));
    }

    private string Describe(string parent) =>
        $"{MountPoint} on {parent}: {Root} {Options} {(Propagation.Length == 0 ? "private" : Propagation)} - {Type} {Source} {SuperOptions}";

    [GeneratedRegex("^/dev/loop[0-9]+$")]
    private static partial Regex LoopDevice();

    // The kernel shows this only at the first mount of an upper layer.
    [GeneratedRegex(",uuid=on\\b")]
    private static partial Regex UuidOfFirstMount();

    // A layer an option, as libostree has it, or all lower ones in one, as we do.
    [GeneratedRegex(@"\b(lowerdir|upperdir|workdir)\+?=[^,]*(,(lowerdir|datadir)\+=[^,]*)*")]
    private static partial Regex LayerPath();
}
