using System;
using System.Linq;
using System.Text.RegularExpressions;

namespace PrepareRoot.BootTests.Guest;

/// <summary>Reads <c>/proc/self/mountinfo</c> (<c>proc_pid_mountinfo(5)</c>).</summary>
public static partial class MountTable
{
    private const string Sysroot = "/sysroot";

    /// <summary>
    /// What is mounted at <c>/sysroot</c> and below, sorted, without what differs in each machine:
    /// the numbers of mounts, the names of disks, the paths of overlay layers, and <c>uuid=on</c>,
    /// which the kernel shows only at an upper directory's first use. A mount hidden by another one
    /// on the same mount point has a line, too.
    /// </summary>
    public static string[] SysrootMounts(string table) =>
        [.. All(table).Where(line => line.StartsWith(Sysroot + ":", StringComparison.Ordinal) || line.StartsWith(Sysroot + "/", StringComparison.Ordinal))];

    /// <summary>The same for all mounts.</summary>
    public static string[] All(string table) =>
    [
        .. table.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => Describe(line.Split(' '))).Order(StringComparer.Ordinal),
    ];

    /// <summary>The device number of a mount, as in <c>st_dev</c>.</summary>
    public static ulong Device(string table, string place)
    {
        var number = table.Split('\n').Select(line => line.Split(' ')).Last(fields => fields.Length > 4 && fields[4] == place)[2].Split(':');
        return (ulong.Parse(number[0], null) << 8) | ulong.Parse(number[1], null);
    }

    // ID PARENT DEVICE ROOT MOUNTPOINT OPTIONS [PROPAGATION…] - TYPE SOURCE SUPEROPTIONS
    private static string Describe(string[] fields)
    {
        var separator = Array.IndexOf(fields, "-");
        return $"{fields[4]}: {fields[3]} {PeerGroup().Replace(string.Join(' ', fields[5..separator]), "$1")} - {fields[separator + 1]} "
            + $"{Disk().Replace(fields[separator + 2], "DISK")} {Layer().Replace(fields[separator + 3], "$1=…")}";
    }

    [GeneratedRegex(@"\b(shared|master|propagate_from):[0-9]+")]
    private static partial Regex PeerGroup();

    [GeneratedRegex("^/dev/(loop[0-9]+|vd[a-z])$")]
    private static partial Regex Disk();

    // libostree's overlay has one option for each lower layer, ours one option for all.
    [GeneratedRegex(@"\b(lowerdir|upperdir|workdir)\+?=[^,]*(,(lowerdir|datadir)\+=[^,]*)*(,uuid=on)?")]
    private static partial Regex Layer();
}
