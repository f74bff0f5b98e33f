using System;
using PrepareRoot.Faults;
using PrepareRoot.Linux;

namespace PrepareRoot.Mounting;

/// <summary>
/// A file system to mount, by <c>fsopen(2)</c>, <c>fsconfig(2)</c> and <c>fsmount(2)</c>.
/// </summary>
/// <param name="What">A description of the mount, for messages.</param>
/// <param name="Type">The file system's type.</param>
internal sealed record NewMount(string What, string Type)
{
    /// <summary>The options, in order. The value of a flag is null.</summary>
    internal required ReadOnlyMemory<(string Key, string? Value)> Options { get; init; }

    /// <summary>MOUNT_ATTR_… of <see cref="Mounts"/>.</summary>
    internal ulong Attributes { get; init; }

    /// <summary>Makes a detached mount.</summary>
    /// <param name="errno">The kernel's error.</param>
    /// <returns>
    /// The mount, or <see cref="FaultCode.MountFailed"/> with the kernel's messages.
    /// </returns>
    internal Result<FileDescriptor> Make(out Errno errno)
    {
        errno = FileSystemContext.Open(Type, out var context);
        if (errno != Errno.None)
            return errno.ToFault(FaultCode.MountFailed, What + ": " + Type);
        using (context)
        {
            foreach (var (key, value) in Options.Span)
            {
                errno = value is null ? context.Set(key) : context.Set(key, value);
                if (errno == Errno.None)
                    continue;
                var option = What + ": option " + key + (value is null ? "" : "=" + value);
                return errno.ToFault(FaultCode.MountFailed, option, context.Messages());
            }
            errno = context.Mount(Attributes, out var mount);
            return errno == Errno.None ? mount : errno.ToFault(FaultCode.MountFailed, What, context.Messages());
        }
    }

    /// <summary>Makes the mount and attaches it at a path.</summary>
    internal Result<FileDescriptor> MakeAt(string path)
    {
        if (!Make(out _).Try(out var mount, out var fault))
            return fault;
        var errno = Mounts.Attach(mount, path);
        if (errno == Errno.None)
            return mount;
        mount.Dispose();
        return errno.ToFault(FaultCode.MountFailed, What + " at " + path);
    }
}
