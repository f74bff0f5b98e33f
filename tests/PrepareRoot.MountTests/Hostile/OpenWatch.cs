using System;
using System.IO;
using System.Runtime.InteropServices;

namespace PrepareRoot.MountTests.Hostile;

/// <summary>
/// Notices when a file is opened (<c>inotify(7)</c>). Opening it with O_PATH does not count,
/// because it does not open the file itself.
/// </summary>
public sealed class OpenWatch : IDisposable
{
    private const int IN_NONBLOCK = 0x800;
    private const uint IN_OPEN = 0x20;

    // struct inotify_event of a file that is watched itself: the event has no name.
    private const int EventSize = 16;

    private readonly int _watch;

    public OpenWatch(string path)
    {
        _watch = inotify_init1(IN_NONBLOCK);
        if (_watch < 0 || inotify_add_watch(_watch, path, IN_OPEN) < 0)
            throw new IOException(path + " can't be watched: " + Marshal.GetLastPInvokeErrorMessage());
    }

    /// <summary>How often it was opened since the last call.</summary>
    public int Count()
    {
        var events = new byte[64 * EventSize];
        var count = read(_watch, events, (nuint)events.Length);
        return count < 0 ? 0 : (int)count / EventSize;
    }

    /// <inheritdoc/>
    public void Dispose() => _ = close(_watch);

    [DllImport("libc", SetLastError = true)]
    private static extern int inotify_init1(int flags);

    [DllImport("libc", SetLastError = true)]
    private static extern int inotify_add_watch(int watch, [MarshalAs(UnmanagedType.LPUTF8Str)] string path, uint mask);

    [DllImport("libc", SetLastError = true)]
    private static extern nint read(int file, byte[] buffer, nuint size);

    [DllImport("libc")]
    private static extern int close(int file);
}
