using System;
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
            count = CountMountsBeneath(content, mountId);
            return Errno.None;
        }
    }

    /// <summary>The same for the text of a mount table.</summary>
    internal static int CountMountsBeneath(ReadOnlySpan<byte> table, ulong mountId)
    {
        if (!TryFind(table, Encoding.ASCII.GetBytes(mountId.Text()), out var parent, out var mountPoint))
            return 0;
        // One less than the lines is the most, even if the table were a circle.
        var most = table.Count((byte)'\n') - 1;
        var count = 0;
        while (count < most && TryFind(table, parent, out parent, out var at) && at.SequenceEqual(mountPoint))
            count++;
        return count;
    }

    // A line: ID PARENT MAJOR:MINOR ROOT MOUNTPOINT … The others are not read: there may be thousands.
    private static bool TryFind(
        ReadOnlySpan<byte> table, ReadOnlySpan<byte> id, out ReadOnlySpan<byte> parent, out ReadOnlySpan<byte> mountPoint)
    {
        parent = mountPoint = default;
        byte[] start = [(byte)'\n', .. id, (byte)' '];
        if (!table.StartsWith(start.AsSpan(1)))
        {
            var found = table.IndexOf(start);
            if (found < 0)
                return false;
            table = table[(found + 1)..];
        }
        var end = table.IndexOf((byte)'\n');
        var line = end < 0 ? table : table[..end];
        var number = 0;
        foreach (var field in line.Split((byte)' '))
        {
            if (number == 1)
                parent = line[field];
            else if (number == 4)
                mountPoint = line[field];
            number++;
        }
        return number > 5;
    }
}
