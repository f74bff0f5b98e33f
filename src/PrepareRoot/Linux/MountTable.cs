using System;
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
            var table = Encoding.UTF8.GetString(content);
            if (!Find(table, mountId, out var parent, out var mountPoint))
                return Errno.None;
            while (Find(table, parent, out var next, out var below) && below.SequenceEqual(mountPoint) && next != parent)
            {
                count++;
                parent = next;
            }
            return Errno.None;
        }
    }

    // A line: ID PARENT MAJOR:MINOR ROOT MOUNTPOINT …
    private static bool Find(ReadOnlySpan<char> table, ulong mountId, out ulong parent, out ReadOnlySpan<char> mountPoint)
    {
        Span<Range> fields = stackalloc Range[6];
        foreach (var range in table.Split('\n'))
        {
            var line = table[range];
            if (line.Split(fields, ' ') == fields.Length
                && ulong.TryParse(line[fields[0]], NumberStyles.None, CultureInfo.InvariantCulture, out var id)
                && id == mountId
                && ulong.TryParse(line[fields[1]], NumberStyles.None, CultureInfo.InvariantCulture, out parent))
            {
                mountPoint = line[fields[4]];
                return true;
            }
        }
        parent = 0;
        mountPoint = default;
        return false;
    }
}
