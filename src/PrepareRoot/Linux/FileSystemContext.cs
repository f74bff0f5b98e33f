using System;
using System.Text;

namespace PrepareRoot.Linux;

/// <summary>
/// A file system context for a new mount: <c>fsopen(2)</c>, <c>fsconfig(2)</c>, <c>fsmount(2)</c>.
/// </summary>
internal sealed unsafe class FileSystemContext : IDisposable
{
    private const nint FSOPEN_CLOEXEC = 1;
    private const nint FSCONFIG_SET_FLAG = 0;
    private const nint FSCONFIG_SET_STRING = 1;
    private const nint FSCONFIG_CMD_CREATE = 6;
    private const nint FSMOUNT_CLOEXEC = 1;

    private readonly FileDescriptor _context;

    private FileSystemContext(FileDescriptor context) => _context = context;

    /// <summary>Opens a context. ENODEV: the kernel does not support the file system.</summary>
    public static Errno Open(string type, out FileSystemContext context)
    {
        nint number;
        fixed (byte* name = Files.Utf8(type))
            number = LibC.syscall(LibC.SYS_fsopen, (nint)name, FSOPEN_CLOEXEC, 0, 0, 0);
        context = number < 0 ? null! : new FileSystemContext(new FileDescriptor((int)number));
        return Files.ErrnoOf(number);
    }

    /// <summary>Sets an option that has a value.</summary>
    public Errno Set(string key, string value)
    {
        fixed (byte* name = Files.Utf8(key))
        fixed (byte* text = Files.Utf8(value))
            return Configure(FSCONFIG_SET_STRING, name, text);
    }

    /// <summary>Sets a flag.</summary>
    public Errno Set(string key)
    {
        fixed (byte* name = Files.Utf8(key))
            return Configure(FSCONFIG_SET_FLAG, name, null);
    }

    /// <summary>Creates the superblock and a detached mount of it.</summary>
    /// <param name="attributes">MOUNT_ATTR_… of <see cref="Mounts"/>.</param>
    /// <param name="mount">The detached mount.</param>
    public Errno Mount(ulong attributes, out FileDescriptor mount)
    {
        mount = null!;
        var errno = Configure(FSCONFIG_CMD_CREATE, null, null);
        if (errno != Errno.None)
            return errno;
        var number = LibC.syscall(LibC.SYS_fsmount, _context.Number, FSMOUNT_CLOEXEC, (nint)attributes, 0, 0);
        if (number >= 0)
            mount = new FileDescriptor((int)number);
        return Files.ErrnoOf(number);
    }

    /// <summary>
    /// The kernel's messages about a failure, without their level, separated by semicolons; may be
    /// empty.
    /// </summary>
    public string Messages()
    {
        var text = new StringBuilder();
        var buffer = stackalloc byte[1024];
        // Each read returns one message, "e overlay: …", or ENODATA if there is none left.
        while (LibC.read(_context.Number, buffer, 1024) is var count && count > 2)
        {
            if (text.Length > 0)
                text.Append("; ");
            text.Append(Encoding.UTF8.GetString(buffer + 2, (int)count - 2).TrimEnd('\n'));
        }
        return text.ToString();
    }

    /// <inheritdoc/>
    public void Dispose() => _context.Dispose();

    private Errno Configure(nint command, byte* key, byte* value) =>
        Files.ErrnoOf(LibC.syscall(LibC.SYS_fsconfig, _context.Number, command, (nint)key, (nint)value, 0));
}
