using System;
using PrepareRoot.Faults;
using PrepareRoot.Formats;
using PrepareRoot.Linux;

namespace PrepareRoot.Ctl.Checking;

/// <summary>The files of the new root, before it is mounted.</summary>
internal abstract class RootFiles
{
    /// <summary>Finds a file. Symbolic links stay in the root.</summary>
    /// <param name="path">An absolute path.</param>
    /// <returns>The file, or a fault if the root is damaged on the way.</returns>
    internal abstract Result<RootFile> Find(string path);
}

/// <summary>A file of the new root.</summary>
internal sealed class RootFile : IDisposable
{
    private readonly IDisposable? _open;

    internal RootFile(string path, FileType type, uint permissions, IImageBytes? content, IDisposable? open)
    {
        (Path, Type, Permissions, Content) = (path, type, permissions, content);
        _open = open;
    }

    /// <summary>The path without links, escaped.</summary>
    internal string Path { get; }

    /// <summary>The file type.</summary>
    internal FileType Type { get; }

    /// <summary>The lower twelve bits of the mode.</summary>
    internal uint Permissions { get; }

    /// <summary>The content; null if there is none, or if it can't be read.</summary>
    internal IImageBytes? Content { get; }

    /// <summary>Its object, escaped; null if it has none.</summary>
    internal string? Object { get; init; }

    /// <summary>What is wrong with its object; null if nothing is.</summary>
    internal Finding? Damage { get; init; }

    /// <summary>Why there is no such file; <see cref="Errno.None"/> if there is one.</summary>
    internal Errno Missing { get; init; }

    /// <summary>A file that is missing.</summary>
    internal static RootFile None(string path, Errno errno) => new(path, FileType.Unknown, 0, null, null) { Missing = errno };

    /// <inheritdoc/>
    public void Dispose() => _open?.Dispose();
}
