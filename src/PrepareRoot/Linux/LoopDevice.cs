using System.Runtime.InteropServices;

namespace PrepareRoot.Linux;

/// <summary>A loop device (<c>linux/loop.h</c>).</summary>
internal static unsafe class LoopDevice
{
    private const nuint LOOP_CTL_GET_FREE = 0x4c82;
    private const nuint LOOP_CONFIGURE = 0x4c0a;
    private const uint LO_FLAGS_READ_ONLY = 1;
    private const uint LO_FLAGS_AUTOCLEAR = 4;

    // Another process may take the free device before LOOP_CONFIGURE.
    private const int RaceRetries = 64;

    /// <summary>
    /// Attaches a read-only loop device to an open file. With LO_FLAGS_AUTOCLEAR the kernel
    /// detaches it after its last use, even if the process is killed.
    /// </summary>
    /// <param name="image">The file.</param>
    /// <param name="device">The open device. It must stay open until it is mounted.</param>
    /// <param name="path">
    /// The path of the device, <c>/dev/loopN</c>, or the path that failed.
    /// </param>
    public static Errno Attach(FileDescriptor image, out FileDescriptor device, out string path) => Attach(image, 0, 0, out device, out path);

    /// <summary>Attaches one to a part of a file.</summary>
    /// <param name="image">The file.</param>
    /// <param name="offset">Where the part begins, in bytes.</param>
    /// <param name="size">Its bytes; 0: to the end of the file.</param>
    /// <param name="device">The open device. It must stay open until it is mounted.</param>
    /// <param name="path">
    /// The path of the device, <c>/dev/loopN</c>, or the path that failed.
    /// </param>
    public static Errno Attach(FileDescriptor image, ulong offset, ulong size, out FileDescriptor device, out string path)
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
                var configuration = new Configuration { FileNumber = (uint)image.Number, Offset = offset, SizeLimit = size, Flags = LO_FLAGS_READ_ONLY | LO_FLAGS_AUTOCLEAR };
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
    /// <c>struct loop_config</c>: fd, block_size, <c>struct loop_info64</c>. In the latter,
    /// lo_offset is at offset 24, lo_sizelimit at 32 and lo_flags at 52.
    /// </summary>
    [StructLayout(LayoutKind.Explicit, Size = 304)]
    private struct Configuration
    {
        [FieldOffset(0)] internal uint FileNumber;
        [FieldOffset(8 + 24)] internal ulong Offset;
        [FieldOffset(8 + 32)] internal ulong SizeLimit;
        [FieldOffset(8 + 52)] internal uint Flags;
    }
}
