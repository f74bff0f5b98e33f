using System.Runtime.InteropServices;

namespace PrepareRoot.Linux;

/// <summary>A loop device (<c>linux/loop.h</c>).</summary>
internal static unsafe class LoopDevice
{
    private const nuint LOOP_CTL_GET_FREE = 0x4c82;
    private const nuint LOOP_CONFIGURE = 0x4c0a;
    private const uint LO_FLAGS_READ_ONLY = 1;
    private const uint LO_FLAGS_AUTOCLEAR = 4;

    // Others may take the device that was free a moment ago.
    private const int RaceRetries = 64;

    /// <summary>
    /// Puts a read-only loop device over an open file. It clears itself when its last user is gone,
    /// so nothing is left if the process is killed.
    /// </summary>
    /// <param name="image">The file.</param>
    /// <param name="device">The device, open; keep it open until it is mounted.</param>
    /// <param name="path">Its name, <c>/dev/loopN</c>.</param>
    public static Errno Attach(FileDescriptor image, out FileDescriptor device, out string path)
    {
        device = null!;
        path = "/dev/loop-control";
        var errno = Files.Open(null, path, Files.O_RDWR, 0, out var control);
        if (errno != Errno.None)
            return errno;
        using (control)
        {
            for (var attempt = 0; attempt < RaceRetries; attempt++)
            {
                var number = LibC.ioctl(control.Number, LOOP_CTL_GET_FREE, 0);
                if (number < 0)
                    return Files.LastError();
                path = "/dev/loop" + number.Text();
                errno = Files.Open(null, path, Files.O_RDWR, 0, out device);
                if (errno != Errno.None)
                    return errno;
                var configuration = new Configuration { FileNumber = (uint)image.Number, Flags = LO_FLAGS_READ_ONLY | LO_FLAGS_AUTOCLEAR };
                errno = Files.ErrnoOf(LibC.ioctl(device.Number, LOOP_CONFIGURE, (nint)(&configuration)));
                if (errno == Errno.None)
                    return Errno.None;
                device.Dispose();
                if (errno != Errno.EBUSY)
                    return errno;
            }
        }
        return Errno.EBUSY;
    }

    /// <summary>
    /// <c>struct loop_config</c>: fd, block_size, then <c>struct loop_info64</c>, whose lo_flags is
    /// at 52.
    /// </summary>
    [StructLayout(LayoutKind.Explicit, Size = 304)]
    private struct Configuration
    {
        [FieldOffset(0)] internal uint FileNumber;
        [FieldOffset(8 + 52)] internal uint Flags;
    }
}
