using System;
using System.Collections.Generic;
using System.Text;
using PrepareRoot.Faults;
using PrepareRoot.Formats;
using PrepareRoot.Linux;

namespace PrepareRoot.Mounting;

/// <summary>The files of the new root.</summary>
internal abstract class RootFiles
{
    /// <summary>The most names of a directory that are listed.</summary>
    protected const int MaxNames = 1024;

    /// <summary>Finds a file. Symbolic links stay in the root.</summary>
    /// <param name="path">A path in the root.</param>
    /// <returns>The file, or a fault if it can't be found out whether there is one.</returns>
    internal abstract Result<RootFile> Find(string path);

    /// <summary>The object that has the content of a file; null if it is not known.</summary>
    internal virtual string? ObjectOf(string path) => null;

    /// <summary>The names in a directory, sorted, at most <see cref="MaxNames"/>.</summary>
    /// <param name="path">An absolute path.</param>
    /// <returns>Empty if there is no such directory, or if it can't be read.</returns>
    internal abstract IReadOnlyList<string> List(string path);

    /// <summary>Reads a text file.</summary>
    /// <param name="path">An absolute path.</param>
    /// <param name="bound">The most bytes that it may have.</param>
    /// <returns>Null if there is none, or if it can't be read.</returns>
    internal string? ReadText(string path, int bound)
    {
        if (!Find(path).Try(out var file, out _))
            return null;
        using (file)
        {
            if (file.Content is not { } content || content.Size > (ulong)bound)
                return null;
            var text = new byte[content.Size];
            return content.ReadAt(text, 0, out var count) == Errno.None ? Encoding.UTF8.GetString(text, 0, count) : null;
        }
    }
}

/// <summary>A file of the new root.</summary>
internal class RootFile : IDisposable
{
    private readonly IDisposable? _open;

    private readonly string _path;

    internal RootFile(string path, FileType type, uint permissions, IImageBytes? content, IDisposable? open)
    {
        (_path, Type, Permissions, Content) = (path, type, permissions, content);
        _open = open;
    }

    /// <summary>The absolute path. It has no links where these are known.</summary>
    internal virtual string Path => _path;

    /// <summary>The file type.</summary>
    internal FileType Type { get; }

    /// <summary>The lower twelve bits of the mode.</summary>
    internal uint Permissions { get; }

    /// <summary>The content; null if it is no regular file, or if it can't be opened.</summary>
    internal IImageBytes? Content { get; }

    /// <summary>The open file; null if there is none.</summary>
    internal FileDescriptor? Open => _open as FileDescriptor;

    /// <summary>Why it can't be opened; <see cref="Errno.None"/> if it can.</summary>
    internal Errno Unreadable { get; init; }

    /// <summary>Why there is no such file; <see cref="Errno.None"/> if there is one.</summary>
    internal Errno Missing { get; init; }

    /// <summary>A file that is missing.</summary>
    internal static RootFile None(string path, Errno errno) => new(path, FileType.Unknown, 0, null, null) { Missing = errno };

    /// <inheritdoc/>
    public void Dispose() => _open?.Dispose();
}
