using System;
using System.Collections.Generic;
using System.Linq;

namespace PrepareRoot.BootTests.Guest;

/// <summary>A line of <c>/proc/self/mountinfo</c> (<c>proc_pid_mountinfo(5)</c>).</summary>
/// <param name="Root">The directory of its file system that is mounted.</param>
/// <param name="MountPoint">Where it is mounted.</param>
/// <param name="Options">Its own options.</param>
/// <param name="IsShared">Whether it is in a peer group.</param>
/// <param name="Type">The file system's type.</param>
/// <param name="Source">The source.</param>
/// <param name="SuperOptions">The file system's options.</param>
internal sealed record Mount(string Root, string MountPoint, string[] Options, bool IsShared, string Type, string Source, string[] SuperOptions)
{
    /// <summary>Whether it is read-only.</summary>
    internal bool IsReadOnly => Options.Contains("ro");

    /// <summary>The mounts of a table.</summary>
    internal static IEnumerable<Mount> Table(string table) =>
        table.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => Parse(line.Split(' ')));

    // ID PARENT DEVICE ROOT MOUNTPOINT OPTIONS [PROPAGATION…] - TYPE SOURCE SUPEROPTIONS
    private static Mount Parse(string[] fields)
    {
        var separator = Array.IndexOf(fields, "-");
        var isShared = fields[6..separator].Any(field => field.StartsWith("shared:", StringComparison.Ordinal));
        return new Mount(
            fields[3], fields[4], fields[5].Split(','), isShared, fields[separator + 1], fields[separator + 2], fields[separator + 3].Split(','));
    }
}
