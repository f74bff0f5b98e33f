using System;

namespace PrepareRoot.Linux;

/// <summary>Owner, permissions and extended attributes.</summary>
internal static unsafe partial class Files
{
    /// <summary>Sets the permissions of an open file (a umask has no say in it).</summary>
    public static Errno SetPermissions(FileDescriptor fd, uint permissions) => ErrnoOf(LibC.fchmod(fd.Number, permissions));

    /// <summary>Sets the owner of an open file.</summary>
    public static Errno SetOwner(FileDescriptor fd, uint owner, uint group) => ErrnoOf(LibC.fchown(fd.Number, owner, group));

    /// <summary>
    /// An extended attribute of an open file; empty if it has none of this name, or its file system
    /// knows none.
    /// </summary>
    /// <param name="fd">The file.</param>
    /// <param name="name">The attribute's name.</param>
    /// <param name="bound">ERANGE: it has more bytes than this.</param>
    /// <param name="value">Its value.</param>
    public static Errno Attribute(FileDescriptor fd, string name, int bound, out byte[] value)
    {
        value = new byte[bound];
        nint size;
        fixed (byte* attribute = Utf8(name))
        fixed (byte* buffer = value)
            size = LibC.fgetxattr(fd.Number, attribute, buffer, (nuint)bound);
        value = size > 0 ? value[..(int)size] : [];
        return size >= 0 || LastError() is Errno.ENODATA or Errno.EOPNOTSUPP ? Errno.None : LastError();
    }

    /// <summary>Sets an extended attribute of an open file.</summary>
    public static Errno SetAttribute(FileDescriptor fd, string name, ReadOnlySpan<byte> value)
    {
        fixed (byte* attribute = Utf8(name))
        fixed (byte* buffer = value)
            return ErrnoOf(LibC.fsetxattr(fd.Number, attribute, buffer, (nuint)value.Length, 0));
    }
}
