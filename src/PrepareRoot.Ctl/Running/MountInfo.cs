using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using PrepareRoot.Initramfs;
using PrepareRoot.Linux;

namespace PrepareRoot.Ctl.Running;

/// <summary>A line of <c>/proc/self/mountinfo</c> (<c>proc_pid_mountinfo(5)</c>).</summary>
/// <param name="Id">The ID of the mount.</param>
/// <param name="Parent">The ID of the mount that it is on.</param>
/// <param name="Root">The directory of its file system that is mounted.</param>
/// <param name="MountPoint">The mount point.</param>
/// <param name="Options">The options of the mount.</param>
/// <param name="Type">The type of its file system.</param>
/// <param name="Source">What is mounted.</param>
/// <param name="SuperOptions">The options of the file system.</param>
internal sealed record MountInfo(
    ulong Id, ulong Parent, string Root, string MountPoint, IReadOnlyList<string> Options, string Type, string Source, IReadOnlyList<string> SuperOptions)
{
    private const string Path = "/proc/self/mountinfo";
    private const int Bound = 4 * 1024 * 1024;

    // Before the optional fields, and after the separator behind them.
    private const int FieldsBefore = 6;
    private const int FieldsAfter = 3;

    /// <summary>Whether the mount is read-only, or its file system is.</summary>
    internal bool IsReadOnly => Options.Contains("ro") || SuperOptions.Contains("ro");

    /// <summary>The mount table of this process.</summary>
    internal static IReadOnlyList<MountInfo> Read()
    {
        if (!InitramfsFile.Read(null, Path, Bound).Try(out var file, out var fault))
            throw FailureException.Of(fault);
        return file.Content is null
            ? throw new FailureException(Path + ": " + Errno.ENOENT.Message())
            : Parse(Encoding.UTF8.GetString(file.Content));
    }

    /// <summary>
    /// The mounts of a table. The kernel writes it, so every line is well-formed.
    /// </summary>
    internal static IReadOnlyList<MountInfo> Parse(string table) =>
        [.. table.Split('\n').Select(ParseLine).OfType<MountInfo>()];

    /// <summary>The topmost mount at a mount point; null if there is none.</summary>
    internal static MountInfo? Topmost(IReadOnlyList<MountInfo> table, string mountPoint)
    {
        var there = table.Where(mount => mount.MountPoint == mountPoint).ToArray();
        return there.LastOrDefault(mount => !there.Any(other => other.Parent == mount.Id && other.Id != mount.Id));
    }

    private static MountInfo? ParseLine(string line)
    {
        var fields = line.Split(' ');
        var separator = Array.IndexOf(fields, "-");
        if (separator < FieldsBefore || fields.Length < separator + 1 + FieldsAfter)
            return null;
        return ulong.TryParse(fields[0], NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            && ulong.TryParse(fields[1], NumberStyles.None, CultureInfo.InvariantCulture, out var parent)
            ? new MountInfo(
                id,
                parent,
                Unescape(fields[3]),
                Unescape(fields[4]),
                fields[5].Split(','),
                fields[separator + 1],
                Unescape(fields[separator + 2]),
                fields[separator + 3].Split(','))
            : null;
    }

    // Space, tab, line feed and backslash are written as \ and three octal digits.
    private static string Unescape(string text)
    {
        if (!text.Contains('\\', StringComparison.Ordinal))
            return text;
        var plain = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\\' && i + 3 < text.Length && text[(i + 1)..(i + 4)] is [>= '0' and <= '7' and var a, >= '0' and <= '7' and var b, >= '0' and <= '7' and var c])
            {
                plain.Append((char)(((a - '0') << 6) | ((b - '0') << 3) | (c - '0')));
                i += 3;
            }
            else
            {
                plain.Append(text[i]);
            }
        }
        return plain.ToString();
    }
}
