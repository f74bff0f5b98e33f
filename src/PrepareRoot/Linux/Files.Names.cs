using System.Text;

namespace PrepareRoot.Linux;

/// <summary>Making, renaming and removing names.</summary>
internal static unsafe partial class Files
{
    public static Errno MakeDirectory(FileDescriptor? directory, string path, uint permissions)
    {
        fixed (byte* name = Utf8(path))
            return ErrnoOf(LibC.mkdirat(At(directory), name, permissions));
    }

    /// <summary>
    /// Makes a directory with a unique name, the prefix and six more characters, and the
    /// permissions 0700 (<c>mkdtemp(3)</c>).
    /// </summary>
    public static Errno MakeUniqueDirectory(string prefix, out string path)
    {
        var template = Utf8(prefix + "XXXXXX");
        fixed (byte* name = template)
        {
            var made = LibC.mkdtemp(name);
            path = made is null ? "" : Encoding.UTF8.GetString(template, 0, template.Length - 1);
            return made is null ? LastError() : Errno.None;
        }
    }

    public static Errno MakeSymbolicLink(string target, FileDescriptor? directory, string path)
    {
        fixed (byte* to = Utf8(target))
        fixed (byte* name = Utf8(path))
            return ErrnoOf(LibC.symlinkat(to, At(directory), name));
    }

    /// <summary>Gives a name to a file that was opened with <see cref="O_TMPFILE"/>.</summary>
    public static Errno Link(FileDescriptor fd, FileDescriptor directory, string path)
    {
        fixed (byte* empty = Utf8(""))
        fixed (byte* name = Utf8(path))
            return ErrnoOf(LibC.linkat(fd.Number, empty, directory.Number, name, AT_EMPTY_PATH));
    }

    /// <summary>Exchanges two files of a directory.</summary>
    public static Errno Exchange(FileDescriptor directory, string one, string other)
    {
        const uint RENAME_EXCHANGE = 2; // linux/fs.h
        fixed (byte* from = Utf8(one))
        fixed (byte* to = Utf8(other))
            return ErrnoOf(LibC.renameat2(directory.Number, from, directory.Number, to, RENAME_EXCHANGE));
    }

    /// <summary>
    /// Renames a file of a directory. EEXIST: the other name is taken. EINVAL: the file system
    /// can't tell.
    /// </summary>
    public static Errno RenameToNew(FileDescriptor directory, string from, string to)
    {
        const uint RENAME_NOREPLACE = 1; // linux/fs.h
        fixed (byte* one = Utf8(from))
        fixed (byte* other = Utf8(to))
            return ErrnoOf(LibC.renameat2(directory.Number, one, directory.Number, other, RENAME_NOREPLACE));
    }

    /// <summary>Gives a file of a directory a second name. EEXIST: that name is taken.</summary>
    public static Errno Link(FileDescriptor directory, string from, string to)
    {
        fixed (byte* one = Utf8(from))
        fixed (byte* other = Utf8(to))
            return ErrnoOf(LibC.linkat(directory.Number, one, directory.Number, other, 0));
    }

    public static Errno Unlink(FileDescriptor directory, string path)
    {
        fixed (byte* name = Utf8(path))
            return ErrnoOf(LibC.unlinkat(directory.Number, name, 0));
    }

    /// <summary>Removes a file, also one that is immutable, as efivarfs makes its files.</summary>
    public static Errno Remove(string path)
    {
        const nuint FS_IOC_SETFLAGS = 0x40086602; // linux/fs.h
        if (Open(null, path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK, 0, out var file) == Errno.None)
        {
            var none = 0;
            using (file)
                _ = LibC.ioctl(file.Number, FS_IOC_SETFLAGS, (nint)(&none));
        }
        fixed (byte* name = Utf8(path))
            return ErrnoOf(LibC.unlinkat(AT_FDCWD, name, 0));
    }

    public static Errno RemoveDirectory(FileDescriptor? directory, string path)
    {
        fixed (byte* name = Utf8(path))
            return ErrnoOf(LibC.unlinkat(At(directory), name, AT_REMOVEDIR));
    }
}
