using System;
using System.Collections.Generic;
using System.Globalization;
using PrepareRoot.Ctl.Sealing;
using PrepareRoot.Linux;

namespace PrepareRoot.Ctl.Resetting;

/// <summary>
/// A directory of the disk that the machine writes to, <c>/etc</c> or <c>/var</c> of a deployment, and
/// what it was before its resets: beside it, with the time in its name.
/// </summary>
/// <remarks>
/// A new state is made under <see cref="Unfinished"/>. It gets the name that the old state is to have,
/// and then both are exchanged. A process that is killed before leaves the machine's state as it was.
/// </remarks>
internal sealed class StateDirectory : IDisposable
{
    private const string Unfinished = ".reset-unfinished";
    private const string Before = ".before-reset-";
    private const string TimeFormat = "yyyyMMdd'T'HHmmss.fff'Z'";
    private const ulong Resolve = Files.RESOLVE_BENEATH | Files.RESOLVE_NO_MAGICLINKS | Files.RESOLVE_NO_SYMLINKS | Files.RESOLVE_NO_XDEV;

    // Each reset leaves one name, and a deployment has few others.
    private const int MaxNames = 10_000;

    private readonly FileDescriptor _parent;
    private readonly string _name;
    private readonly bool _wasImmutable;
    private bool _isPrepared;

    private StateDirectory(string path, FileDescriptor parent, string name, bool wasImmutable) =>
        (Path, _parent, _name, _wasImmutable) = (path, parent, name, wasImmutable);

    /// <summary>Its path, for messages.</summary>
    internal string Path { get; }

    /// <summary>Opens it.</summary>
    /// <param name="root">The path of the disk, for messages.</param>
    /// <param name="disk">The root directory of the disk, writable.</param>
    /// <param name="path">Its path on the disk, without symbolic links.</param>
    internal static StateDirectory Open(string root, FileDescriptor disk, string path)
    {
        var (shown, end) = (root + "/" + path, path.LastIndexOf('/'));
        Check(shown, Files.Open(disk, path[..end], Files.O_RDONLY | Files.O_DIRECTORY, Resolve, out var parent));
        // libostree's deployments are.
        var errno = Files.SetImmutable(parent, immutable: false, out var wasImmutable);
        if (errno == Errno.None)
            return new StateDirectory(shown, parent, path[(end + 1)..], wasImmutable);
        parent.Dispose();
        throw new FailureException(shown + ": " + errno.Message());
    }

    /// <summary>The part of a name that says when a state was reset.</summary>
    internal static string TimeOf(DateTimeOffset time) => time.ToString(TimeFormat, CultureInfo.InvariantCulture);

    /// <summary>Makes a new state. It is on the disk then.</summary>
    /// <param name="fill">Fills it. Its arguments are its directory and its path.</param>
    internal void Prepare(Action<FileDescriptor, string> fill)
    {
        var (name, path) = (_name + Unfinished, Path + Unfinished);
        Check(Path, Files.Open(_parent, _name, Files.O_RDONLY | Files.O_DIRECTORY, Resolve, out var old));
        using (old)
        {
            RemovedTree.Remove(path, _parent, name);
            _isPrepared = true;
            Check(path, Files.MakeDirectory(_parent, name, Permissions.Directory));
            Check(path, Files.Open(_parent, name, Files.O_RDONLY | Files.O_DIRECTORY, Resolve, out var made));
            using (made)
            {
                CopyLabel(old, made);
                Check(path, Files.SetPermissions(made, Permissions.Directory));
                fill(made, path);
                Check(path, Files.SyncFileSystem(made));
            }
        }
    }

    /// <summary>Puts the new state in the place of the old one.</summary>
    /// <returns>The name of the old one.</returns>
    internal string Commit(string time)
    {
        var before = _name + Before + time;
        Check(Path + Before + time, Files.RenameToNew(_parent, _name + Unfinished, before));
        _isPrepared = false;
        var errno = Files.Exchange(_parent, _name, before);
        if (errno != Errno.None)
            RemovedTree.Remove(Path + Before + time, _parent, before);
        Check(Path, errno);
        Check(Path, Files.Sync(_parent));
        return before;
    }

    /// <summary>The time of the last reset; null if there was none.</summary>
    internal string? LastReset()
    {
        Check(Path, Files.Open(_parent, ".", Files.O_RDONLY | Files.O_DIRECTORY, Resolve, out var directory));
        List<string> names;
        using (directory)
            Check(Path, Files.List(directory, MaxNames, out names));
        string? last = null;
        foreach (var name in names)
        {
            if (!name.StartsWith(_name + Before, StringComparison.Ordinal))
                continue;
            var time = name[(_name.Length + Before.Length)..];
            if (DateTimeOffset.TryParseExact(time, TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out _) && string.CompareOrdinal(time, last) > 0)
                last = time;
        }
        return last;
    }

    /// <summary>Whether it was reset at that time.</summary>
    internal bool WasReset(string time) => Files.Status(_parent, _name + Before + time, out _) == Errno.None;

    /// <summary>Exchanges the state and that from before a reset.</summary>
    /// <returns>The name that the state since then has.</returns>
    internal string Undo(string time)
    {
        var before = _name + Before + time;
        Check(Path + Before + time, Files.Open(_parent, before, Files.O_RDONLY | Files.O_DIRECTORY, Resolve, out var directory));
        directory.Dispose();
        Check(Path, Files.Exchange(_parent, _name, before));
        Check(Path, Files.Sync(_parent));
        return before;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_isPrepared)
            RemovedTree.Remove(Path + Unfinished, _parent, _name + Unfinished);
        if (_wasImmutable)
            Files.SetImmutable(_parent, immutable: true, out _);
        _parent.Dispose();
    }

    private void CopyLabel(FileDescriptor from, FileDescriptor to)
    {
        const string label = "security.selinux"; // linux/xattr.h
        const int bound = 64 * 1024;
        Check(Path, Files.Attribute(from, label, bound, out var value));
        if (value.Length > 0)
            Check(Path, Files.SetAttribute(to, label, value));
    }

    private static void Check(string path, Errno errno)
    {
        if (errno != Errno.None)
            throw new FailureException(path + ": " + errno.Message());
    }
}
