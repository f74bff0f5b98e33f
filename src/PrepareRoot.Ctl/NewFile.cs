using System;
using PrepareRoot.Linux;

namespace PrepareRoot.Ctl;

/// <summary>Writes a file that did not exist. The file is complete or not there.</summary>
internal static class NewFile
{
    private const ulong OpenFlags = Files.O_RDWR | Files.O_CREAT | Files.O_EXCL;
    private const int UniqueBytes = 8;

    /// <summary>Writes the file. It has another name until its content is on the disk.</summary>
    /// <param name="path">The file. Nothing must have this name: no link, either.</param>
    /// <param name="permissions">Its permissions. The umask does not apply.</param>
    /// <param name="content">Its content.</param>
    internal static void Write(string path, uint permissions, ReadOnlySpan<byte> content)
    {
        var slash = path.LastIndexOf('/');
        var (parent, name) = (slash < 0 ? "." : path[..(slash + 1)], path[(slash + 1)..]);
        if (name is "" or "." or "..")
            throw new FailureException((path.Length == 0 ? "''" : path) + ": must be the name of a new file");
        Check(path, Files.Open(null, parent, Files.O_RDONLY | Files.O_DIRECTORY, resolve: 0, out var directory));
        using (directory)
        {
            var temporary = TemporaryName();
            Check(path, Files.Open(directory, temporary, OpenFlags, resolve: 0, out var file, permissions));
            Errno errno;
            using (file)
                errno = Fill(file, permissions, content);
            if (errno == Errno.None)
                errno = Rename(directory, temporary, name);
            if (errno != Errno.None)
                Files.Unlink(directory, temporary);
            Check(path, errno);
            Check(path, Files.Sync(directory));
        }
    }

    private static Errno Fill(FileDescriptor file, uint permissions, ReadOnlySpan<byte> content)
    {
        var errno = Files.SetPermissions(file, permissions);
        if (errno == Errno.None)
            errno = Files.Write(file, content);
        return errno == Errno.None ? Files.Sync(file) : errno;
    }

    // NFS has links, but can't rename to a new name alone. FAT is the other way round.
    private static Errno Rename(FileDescriptor directory, string temporary, string name)
    {
        var errno = Files.RenameToNew(directory, temporary, name);
        if (errno != Errno.EINVAL)
            return errno;
        errno = Files.Link(directory, temporary, name);
        return errno == Errno.None ? Files.Unlink(directory, temporary) : errno;
    }

    /// <summary>A name that nothing has, for a file until it is complete.</summary>
    internal static string TemporaryName()
    {
        var unique = new byte[UniqueBytes];
        Sodium.FillWithRandom(unique);
        return "." + CommandLine.ProgramName + "-" + Convert.ToHexStringLower(unique);
    }

    private static void Check(string path, Errno errno)
    {
        if (errno != Errno.None)
            throw new FailureException(path + ": " + (errno == Errno.EEXIST ? "exists already, and is not overwritten" : errno.Message()));
    }
}
