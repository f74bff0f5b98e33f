using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;

namespace PrepareRoot.Linux;

/// <summary>
/// The mount table of this process (<c>/proc/self/mountinfo</c>, <c>proc_pid_mountinfo(5)</c>).
/// </summary>
internal static class MountTable
{
    // In bytes. The mount table of an initramfs is far smaller.
    private const int Bound = 4 * 1024 * 1024;

    /// <summary>Counts the mounts beneath a mount at the same mount point.</summary>
    /// <param name="mountId">The ID of the topmost mount.</param>
    /// <param name="count">The number of mounts beneath it.</param>
    public static Errno CountMountsBeneath(ulong mountId, out int count)
    {
        count = 0;
        var errno = Files.Open(null, "/proc/self/mountinfo", Files.O_RDONLY, 0, out var file);
        if (errno != Errno.None)
            return errno;
        using (file)
        {
            errno = Files.ReadToEnd(file, Bound, out var content);
            if (errno != Errno.None)
                return errno;
            count = CountMountsBeneath(Encoding.UTF8.GetString(content), mountId);
            return Errno.None;
        }
    }

    /// <summary>The same for the text of a mount table.</summary>
    internal static int CountMountsBeneath(ReadOnlySpan<char> table, ulong mountId)
    {
        var mountPoint = ReadOnlySpan<char>.Empty;
        foreach (var line in table.Split('\n'))
        {
            if (TryRead(table[line], out var id, out _, out var at) && id == mountId)
                mountPoint = at;
        }

        // Only the mounts there are looked at again: the table may have thousands elsewhere.
        var (ids, parents) = (new List<ulong>(), new List<ulong>());
        foreach (var line in table.Split('\n'))
        {
            if (!TryRead(table[line], out var id, out var parent, out var at) || !at.SequenceEqual(mountPoint))
                continue;
            ids.Add(id);
            parents.Add(parent);
        }
        // One less than the mounts there is the most, even if the table were a circle.
        for (var count = 0; ; count++)
        {
            var found = ids.IndexOf(mountId);
            if (found < 0 || count == ids.Count)
                return Math.Max(count - 1, 0);
            mountId = parents[found];
        }
    }

    // A line: ID PARENT MAJOR:MINOR ROOT MOUNTPOINT …
    private static bool TryRead(ReadOnlySpan<char> line, out ulong id, out ulong parent, out ReadOnlySpan<char> mountPoint)
    {
        id = parent = 0;
        mountPoint = default;
        Span<Range> fields = stackalloc Range[6];
        if (line.Split(fields, ' ') != fields.Length)
            return false;
        mountPoint = line[fields[4]];
        return ulong.TryParse(line[fields[0]], NumberStyles.None, CultureInfo.InvariantCulture, out id)
            && ulong.TryParse(line[fields[1]], NumberStyles.None, CultureInfo.InvariantCulture, out parent);
    }
}
