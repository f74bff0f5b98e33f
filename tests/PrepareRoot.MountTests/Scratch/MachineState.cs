using System;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using PrepareRoot.Support;

namespace PrepareRoot.MountTests.Scratch;

/// <summary>
/// The state that a run can change: the mount table, <c>/run</c>, every other file of the initramfs,
/// and loop devices.
/// </summary>
public sealed partial class MachineState
{
    private readonly string[] _table;

    private MachineState(string[] table, MountEntry[] mounts, string[] run, string[] initramfs, string[] loops)
    {
        _table = table;
        Mounts = mounts;
        Run = run;
        Initramfs = initramfs;
        Loops = loops;
    }

    /// <summary>
    /// What is mounted in the scratch root, without <c>/proc</c> and <c>/dev</c>; mount points are
    /// relative to it.
    /// </summary>
    public MountEntry[] Mounts { get; }

    /// <summary>The topmost mount on a mount point. Null if there is none.</summary>
    public MountEntry? TopmostAt(string mountPoint) => MountEntry.TopmostAt(mountPoint, Mounts);

    /// <summary>
    /// What is in <c>/run</c>, one line for each name: permissions, owner, group, size, name, and
    /// where a link points.
    /// </summary>
    public string[] Run { get; }

    /// <summary>
    /// The files of the initramfs outside <c>/run</c>, one line for each: type and permissions, owner,
    /// group, size, inode, times of the last change of content and status, name, and where a link
    /// points. Directories have no times and no size.
    /// </summary>
    public string[] Initramfs { get; }

    /// <summary>The loop devices over files on the disk.</summary>
    public string[] Loops { get; }

    /// <summary>
    /// The mounts in a form that can be compared with another run's. See <see
    /// cref="MountEntry.Describe(System.Collections.Generic.IReadOnlyCollection{MountEntry})"/>.
    /// </summary>
    public string[] Described => MountEntry.Describe(Mounts);

    /// <summary>
    /// The whole state with mount IDs, so that only the same mounts are equal. Comparable only
    /// within one scratch initramfs.
    /// </summary>
    public string[] Exact => [.. _table, .. Run, .. Initramfs, .. Loops];

    /// <summary>
    /// The whole state without mount IDs. Comparable with another scratch initramfs.
    /// </summary>
    public string[] Comparable => [.. Described, .. Run.Select(line => BlockDevice().Replace(line, "DEVICE")), .. Loops];

    /// <summary>Reads the state.</summary>
    /// <param name="pid">A process in the namespace.</param>
    /// <param name="root">The scratch root.</param>
    /// <param name="sysroot">SYSROOT in it.</param>
    /// <param name="disk">The disk's device number.</param>
    internal static MachineState Of(string pid, string root, string sysroot, string disk)
    {
        var mounts = Mounted(pid, root, out var table);
        var inside = "/proc/" + pid + "/root" + root;
        return new MachineState(table, mounts, List(inside + "/run", except: sysroot), ListInitramfs(inside, except: sysroot), LoopsOver(disk));
    }

    /// <summary>What is mounted in a scratch root.</summary>
    internal static MountEntry[] Mounted(string pid, string root, out string[] table)
    {
        table = File.ReadAllLines("/proc/" + pid + "/mountinfo");
        return MountsBelow(root, table);
    }

    private static MountEntry[] MountsBelow(string root, string[] table) =>
    [
        .. MountEntry.ParseTable(table)
            .Where(entry => entry.MountPoint == root || entry.MountPoint.StartsWith(root + "/", StringComparison.Ordinal))
            .Select(entry => entry with { MountPoint = entry.MountPoint == root ? "/" : entry.MountPoint[root.Length..] })
            .Where(entry => entry.MountPoint is not ("/proc" or "/dev")),
    ];

    private static string[] List(string run, string except)
    {
        if (!Directory.Exists(run))
            return ["there is no /run"];
        var listing = Command.Run(
            "find", run + "/", "-mindepth", "1", "-path", run + "/" + except.Replace("/run/", "", StringComparison.Ordinal), "-prune",
            "-o", "-printf", "%M %u %g %s ./%P -> %l\n");
        return [.. listing.TrimEnd('\n').Split('\n').Order(StringComparer.Ordinal)];
    }

    // -xdev: the initramfs is one tmpfs. /run, /proc, /dev and the disk are others.
    private static string[] ListInitramfs(string root, string except)
    {
        var listing = Command.Run(
            "find", root + "/", "-xdev", "-mindepth", "1", "-path", root + except.Replace("\\", "\\\\", StringComparison.Ordinal), "-prune", "-o",
            "-type", "d", "-printf", "%M %u %g %i ./%P\n", "-o", "-printf", "%M %u %g %s %i %T@ %C@ ./%P -> %l\n");
        return [.. listing.TrimEnd('\n').Split('\n').Order(StringComparer.Ordinal)];
    }

    // The kernel releases an autoclear device only some time after its last use.
    private static string[] LoopsOver(string disk)
    {
        string[] loops = [];
        for (var attempt = 0; attempt < 60; attempt++)
        {
            loops = Command.Run("losetup", "--list", "--noheadings", "--output", "NAME,BACK-MAJ:MIN")
                .Split('\n')
                .Where(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [_, var backing] && backing == disk)
                .ToArray();
            if (loops.Length == 0)
                break;
            System.Threading.Thread.Sleep(50);
        }
        return loops;
    }

    [GeneratedRegex("/dev/block/[0-9]+:[0-9]+")]
    private static partial Regex BlockDevice();
}
