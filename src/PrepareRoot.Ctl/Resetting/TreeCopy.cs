using System;
using System.Text;
using PrepareRoot.Ctl.Sealing;
using PrepareRoot.Linux;

namespace PrepareRoot.Ctl.Resetting;

/// <summary>
/// Copies a tree with its owners, permissions and extended attributes, labels of SELinux among them.
/// The names of a file become files of their own.
/// </summary>
/// <param name="tree">The tree.</param>
/// <param name="shown">The path of the copy, for messages.</param>
internal sealed class TreeCopy(SourceTree tree, string shown)
{
    private const int BufferSize = 64 * 1024;

    private readonly byte[] _buffer = new byte[BufferSize];

    /// <summary>Copies what is in the tree into a new directory, which gets the tree's attributes.</summary>
    internal void WriteTo(FileDescriptor directory) => Fill(tree.Root, directory);

    /// <summary>Gives a directory the attributes of the tree's root directory.</summary>
    internal void CopyRootAttributes(FileDescriptor directory) => CopyAttributes(tree.Root, directory);

    private void CopyAttributes(ImageFile file, FileDescriptor to)
    {
        // The owner first: a change of it takes set-user-ID bits and capabilities away.
        Check(file, Files.SetOwner(to, file.Owner, file.Group));
        Check(file, Files.SetPermissions(to, file.Permissions));
        foreach (var attribute in file.Xattrs)
            Check(file, Files.SetAttribute(to, Encoding.UTF8.GetString(attribute.Name), attribute.Value));
    }

    private void Fill(ImageFile file, FileDescriptor directory)
    {
        foreach (var name in file.Names)
            Add(name, directory);
        // Afterwards: a default ACL is not for what is copied into it.
        CopyAttributes(file, directory);
    }

    private void Add(ImageName entry, FileDescriptor directory)
    {
        var (name, file) = entry;
        switch (file.Type)
        {
            case FileType.Directory:
                Check(file, Files.MakeDirectory(directory, name, Permissions.PrivateDirectory));
                Check(file, Files.OpenBeneath(directory, name, Files.O_RDONLY | Files.O_DIRECTORY, out var made));
                using (made)
                    Fill(file, made);
                break;
            case FileType.Regular:
                // Without permissions until it is complete.
                Check(file, Files.OpenBeneath(directory, name, Files.O_RDWR | Files.O_CREAT | Files.O_EXCL, out var copy));
                using (copy)
                {
                    CopyContent(file, copy);
                    CopyAttributes(file, copy);
                }
                break;
            case FileType.SymbolicLink:
                Check(file, Files.MakeSymbolicLink(file.Content, directory, name));
                Check(file, Files.SetOwner(directory, name, file.Owner, file.Group));
                foreach (var attribute in file.Xattrs)
                    Check(file, Files.SetAttribute(directory, name, attribute.Name, attribute.Value));
                break;
            default:
                throw new FailureException(tree.Show(file.Path) + ": must be a file, a directory or a link to be copied");
        }
    }

    private void CopyContent(ImageFile file, FileDescriptor copy)
    {
        CheckSource(file, Files.OpenBeneath(tree.Directory, file.Path.AsSpan(1), Files.O_RDONLY | Files.O_NONBLOCK, out var source));
        using (source)
        {
            for (var position = 0L; ;)
            {
                CheckSource(file, Files.ReadAt(source, _buffer, position, out var count));
                Check(file, Files.Write(copy, _buffer.AsSpan(0, count)));
                position += count;
                if (count < _buffer.Length)
                    return;
            }
        }
    }

    private void CheckSource(ImageFile file, Errno errno)
    {
        if (errno != Errno.None)
            throw new FailureException(tree.Show(file.Path) + ": " + errno.Message());
    }

    private void Check(ImageFile file, Errno errno)
    {
        if (errno != Errno.None)
            throw new FailureException(shown + (file.Parent is null ? "" : file.PathText) + ": " + errno.Message());
    }
}
