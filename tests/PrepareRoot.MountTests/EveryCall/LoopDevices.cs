using System;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using System.Threading;
using PrepareRoot.Linux;

namespace PrepareRoot.MountTests.EveryCall;

/// <summary>The loop devices of this machine.</summary>
internal static class LoopDevices
{
    private const nuint LOOP_GET_STATUS64 = 0x4c05; // linux/loop.h
    private const int InfoSize = 232; // struct loop_info64; lo_device is its first member

    // The kernel releases an autoclear device only some time after its last use.
    private const int Attempts = 60;
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(50);

    /// <summary>How many are over a file of this file system.</summary>
    /// <param name="disk">A file of the file system.</param>
    /// <param name="none">Whether there should be none. Then it waits for their release.</param>
    public static int Over(FileDescriptor disk, bool none)
    {
        if (Files.Status(disk, "", out var status) != Errno.None)
            throw new IOException("the disk has no status");
        for (var attempt = 1; ; attempt++)
        {
            var count = Directory.GetDirectories("/sys/block", "loop*").Count(device => IsOver(Path.GetFileName(device), status.Device.Packed));
            if (count == 0 || !none || attempt == Attempts)
                return count;
            Thread.Sleep(_pause);
        }
    }

    private static bool IsOver(string name, ulong device)
    {
        if (!Directory.Exists("/sys/block/" + name + "/loop") || Files.Open(null, "/dev/" + name, Files.O_RDONLY, 0, out var loop) != Errno.None)
            return false;
        var info = Marshal.AllocHGlobal(InfoSize);
        using (loop)
        {
            var over = LibC.ioctl(loop.Number, LOOP_GET_STATUS64, info) == 0 && (ulong)Marshal.ReadInt64(info) == device;
            Marshal.FreeHGlobal(info);
            return over;
        }
    }
}
