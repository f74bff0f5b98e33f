using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using PrepareRoot.Linux;
using PrepareRoot.Mounting;
using PrepareRoot.MountTests.Scratch;

namespace PrepareRoot.MountTests.EveryCall;

/// <summary>
/// All that a run can change: the mount table, every file of the initramfs, the names on the disk,
/// and the loop devices over files on the disk.
/// </summary>
internal sealed partial class Snapshot
{
    private const int MostNames = 100_000;
    private const int MostBytes = 16 * 1024 * 1024;

    private Snapshot(string[] table, string[] mounts, string[] files, string[] disk, string[] loops)
    {
        Exact = [.. table, .. files, .. disk, .. loops];
        Comparable = [.. mounts, .. files.Select(Normal).Distinct().Order(StringComparer.Ordinal), .. loops];
        Mounts = mounts;
        Disk = disk;
    }

    /// <summary>The whole state. Only the same mounts are equal.</summary>
    public string[] Exact { get; }

    /// <summary>
    /// The state without the IDs of mounts and without the disk. Comparable with another machine.
    /// </summary>
    public string[] Comparable { get; }

    /// <summary>What is mounted, without IDs.</summary>
    public string[] Mounts { get; }

    /// <summary>The names on the disk, with type, permissions, owner and size.</summary>
    public string[] Disk { get; }

    /// <summary>Takes it.</summary>
    /// <param name="machine">The machine.</param>
    /// <param name="disk">The root of the disk.</param>
    /// <param name="complete">Whether the run may have prepared the root.</param>
    public static Snapshot Of(ScratchInitramfs machine, FileDescriptor disk, bool complete)
    {
        var mounts = machine.Mounts(out var table);
        var files = new List<string>();
        Check(Files.Open(null, machine.PathOf("/"), Files.O_RDONLY | Files.O_DIRECTORY, 0, out var root), "/");
        using (root)
            List(root, "", ["/proc", "/dev", "/sys", machine.Sysroot, KeptDisk.Path], content: true, crosses: true, files);
        var names = new List<string>();
        Check(Files.Open(disk, ".", Files.O_RDONLY | Files.O_DIRECTORY, 0, out var top), "the disk");
        using (top)
            List(top, "disk:", [], content: false, crosses: false, names);
        return new Snapshot(table, mounts, [.. files], [.. names], ["loop devices: " + LoopDevices.Over(disk, none: !complete)]);
    }

    /// <summary>What differs, for messages.</summary>
    public static string Difference(IEnumerable<string> before, IEnumerable<string> after) =>
        string.Join("; ", [.. before.Except(after).Select(line => "- " + line), .. after.Except(before).Select(line => "+ " + line)]);

    private static void List(FileDescriptor directory, string path, string[] except, bool content, bool crosses, List<string> lines)
    {
        Check(Files.List(directory, MostNames, out var names), path);
        foreach (var name in names.Order(StringComparer.Ordinal))
        {
            var full = path + "/" + name;
            Check(Files.Status(directory, name, out var status), full);
            if (except.Contains(full) || (!crosses && status.IsMountRoot))
                continue;
            lines.Add($"{full} {status.Type} {Convert.ToString(status.Permissions, 8)} {status.Owner}:{status.Group} "
                + (status.Type == FileType.Directory ? "" : status.Size.ToString()) + Detail(directory, name, status, content));
            if (status.Type != FileType.Directory)
                continue;
            Check(Files.Open(directory, name, Files.O_RDONLY | Files.O_DIRECTORY | Files.O_NOFOLLOW, 0, out var below), full);
            using (below)
                List(below, full, except, content, crosses, lines);
        }
    }

    private static string Detail(FileDescriptor directory, string name, FileStatus status, bool content)
    {
        if (status.Type == FileType.SymbolicLink)
        {
            Check(Files.ReadLink(directory, name, out var target), name);
            return " -> " + target;
        }
        if (!content || status.Type != FileType.Regular)
            return "";
        Check(Files.Open(directory, name, Files.O_RDONLY, 0, out var file), name);
        using (file)
        {
            Check(Files.ReadToEnd(file, MostBytes, out var bytes), name);
            return " " + Convert.ToHexString(SHA256.HashData(bytes))[..16];
        }
    }

    private static void Check(Errno errno, string what)
    {
        if (errno != Errno.None)
            throw new IOException(what + ": " + errno);
    }

    // mkdtemp(3) makes a unique name. What a killed run left under another one stays, and counts as
    // the same. The records have the numbers of devices and inodes.
    private static string Normal(string line) =>
        Record().Replace(DeviceLink().Replace(UniqueName().Replace(line, "transient-etc.XXXXXX"), "/dev/block/DEVICE"), "$1 CONTENT");

    [GeneratedRegex("transient-etc\\.[A-Za-z0-9]{6}")]
    private static partial Regex UniqueName();

    [GeneratedRegex("/dev/block/[0-9]+:[0-9]+")]
    private static partial Regex DeviceLink();

    [GeneratedRegex("^(/run/(prepare-root.json|ostree-booted|prepare-root/initramfs.json) .*) [0-9A-F]{16}$")]
    private static partial Regex Record();
}
