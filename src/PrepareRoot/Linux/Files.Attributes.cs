using System;

namespace PrepareRoot.Linux;

/// <summary>Owner, permissions and extended attributes.</summary>
internal static unsafe partial class Files
{
    /// <summary>Sets the permissions of an open file. The umask does not apply.</summary>
    public static Errno SetPermissions(FileDescriptor fd, uint permissions) => ErrnoOf(LibC.fchmod(fd.Number, permissions));

    public static Errno SetOwner(FileDescriptor fd, uint owner, uint group) => ErrnoOf(LibC.fchown(fd.Number, owner, group));

    /// <summary>
    /// Reads an extended attribute of an open file. It is empty if the file has no such attribute
    /// or the file system supports none.
    /// </summary>
    /// <param name="fd">The file.</param>
    /// <param name="name">The name of the attribute.</param>
    /// <param name="bound">
    /// The maximum size of the value in bytes. ERANGE: the value is larger.
    /// </param>
    /// <param name="value">The value.</param>
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

    public static Errno SetAttribute(FileDescriptor fd, string name, ReadOnlySpan<byte> value)
    {
        fixed (byte* attribute = Utf8(name))
        fixed (byte* buffer = value)
            return ErrnoOf(LibC.fsetxattr(fd.Number, attribute, buffer, (nuint)value.Length, 0));
    }
}
