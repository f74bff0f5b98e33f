using System;
using System.Collections.Generic;
using System.Threading;
using PrepareRoot.Ctl.Images;
using PrepareRoot.Linux;

namespace PrepareRoot.Ctl.Sealing;

/// <summary>
/// Reads a tree of files, without following a symbolic link and without leaving its mount. The
/// contents of the files are left for later.
/// </summary>
internal sealed class SourceTree
{
    // As many directories are open at once. A path is shorter than PATH_MAX anyway.
    private const int MaxDepth = 512;
    private const int MaxPath = 4095;
    private const int MaxXattrValue = ushort.MaxValue;

    private readonly SpecialFiles _special;
    private readonly bool _keepsLinks;
    private readonly CancellationToken _stop;
    private readonly ulong _mount;
    private readonly Dictionary<(DeviceNumber, ulong), ImageFile> _linked = [];
    private readonly Stack<Level> _levels = new();

    private SourceTree(string path, FileDescriptor directory, SpecialFiles special, bool keepsLinks, CancellationToken stop)
    {
        (Path, Directory, _special, _keepsLinks, _stop) = (path.TrimEnd('/') is { Length: > 0 } trimmed ? trimmed : "/", directory, special, keepsLinks, stop);
        Check([], Files.TreeStatus(directory, [], out var status));
        _mount = status.MountId;
        Root = new ImageFile([], null, FileType.Directory);
        Fill(Root, directory, [], status);
    }

    /// <summary>The path of the tree, for messages.</summary>
    internal string Path { get; }

    /// <summary>The open root directory of the tree.</summary>
    internal FileDescriptor Directory { get; }

    /// <summary>The root directory.</summary>
    internal ImageFile Root { get; }

    /// <summary>The regular files that are not empty, each inode once.</summary>
    internal List<SourceContent> Contents { get; } = [];

    /// <summary>
    /// Files that are other names of a file before them, but become files of their own.
    /// </summary>
    internal List<(ImageFile Copy, ImageFile Of)> Copies { get; } = [];

    /// <summary>How many device nodes and sockets were left out.</summary>
    internal int Skipped { get; private set; }

    /// <summary>Reads a tree.</summary>
    /// <param name="path">Its path, for messages.</param>
    /// <param name="directory">Its root directory.</param>
    /// <param name="special">What is done with device nodes and sockets.</param>
    /// <param name="keepsLinks">Whether several names of a file stay so.</param>
    /// <param name="stop">Stops it.</param>
    internal static SourceTree Read(string path, FileDescriptor directory, SpecialFiles special, bool keepsLinks, CancellationToken stop)
    {
        var tree = new SourceTree(path, directory, special, keepsLinks, stop);
        try
        {
            tree.Walk();
            return tree;
        }
        finally
        {
            while (tree._levels.TryPop(out var level))
                level.Close(directory);
        }
    }

    /// <summary>A path in the tree, for messages.</summary>
    internal string Show(ReadOnlySpan<byte> path) => (Path == "/" ? "" : Path) + (path.IsEmpty && Path != "/" ? "" : path.IsEmpty ? "/" : NameText.Of(path));

    private void Walk()
    {
        _levels.Push(new Level(Root, Directory, Names(Root, Directory)));
        while (_levels.TryPeek(out var level))
        {
            _stop.ThrowIfCancellationRequested();
            if (level.Next == level.Names.Count)
                _levels.Pop().Close(Directory);
            else
                Add(level, level.Names[level.Next++]);
        }
    }

    private List<byte[]> Names(ImageFile directory, FileDescriptor fd)
    {
        Check(directory.Path, Files.ListNames(fd, out var names));
        names.Sort((left, right) => left.AsSpan().SequenceCompareTo(right));
        directory.Names.Capacity = names.Count;
        return names;
    }

    private void Add(Level level, byte[] name)
    {
        byte[] PathOf() => [.. level.File.Path, (byte)'/', .. name];
        var errno = Files.TreeStatus(level.Fd, name, out var status);
        if (errno != Errno.None)
            Check(PathOf(), errno);
        if (status.MountId != _mount)
            throw new FailureException(Show(PathOf()) + ": another file system is mounted here, and an image has only one: unmount it");
        if (level.PathLength + 1 + name.Length > MaxPath)
            throw new FailureException(Show(PathOf()) + ": the path has more than " + ((ulong)MaxPath).Text() + " bytes");
        if (IsSpecial(status) && _special != SpecialFiles.Keep)
        {
            if (_special == SpecialFiles.Refuse)
                throw new FailureException(Show(PathOf()) + ": is " + Describe(status) + ", which a system makes when it runs: remove it, or give --special-files skip or keep");
            Skipped++;
            return;
        }
        var isLinked = status.Type == FileType.Regular && status.LinkCount > 1;
        if (isLinked && _linked.TryGetValue((status.Device, status.Inode), out var first) && _keepsLinks)
        {
            first.LinkCount++;
            level.File.Names.Add(new ImageName(name, first));
            return;
        }
        first = isLinked ? _linked.GetValueOrDefault((status.Device, status.Inode)) : null;
        var file = new ImageFile(name, level.File, status.Type);
        Fill(file, level.Fd, name, status);
        level.File.Names.Add(new ImageName(name, file));
        if (isLinked)
            _linked.TryAdd((status.Device, status.Inode), file);
        if (status.Type == FileType.Directory)
            Enter(level, file);
        else if (first is not null)
            Copies.Add((file, first));
        else if (status.Type == FileType.Regular && status.Size > 0)
            Contents.Add(new SourceContent(file, status.Inode, status.Changed));
    }

    private void Enter(Level level, ImageFile directory)
    {
        if (_levels.Count == MaxDepth)
            throw new FailureException(Show(directory.Path) + ": is more than " + ((ulong)MaxDepth).Text() + " directories deep");
        var errno = Files.OpenBeneath(level.Fd, directory.Name, Files.O_RDONLY | Files.O_DIRECTORY, out var fd);
        if (errno != Errno.None)
            Check(directory.Path, errno);
        var next = new Level(directory, fd, []) { PathLength = level.PathLength + 1 + directory.Name.Length };
        _levels.Push(next);
        next.Names = Names(directory, fd);
    }

    private void Fill(ImageFile file, FileDescriptor directory, byte[] name, in TreeStatus status)
    {
        file.Permissions = status.Permissions;
        file.Owner = status.Owner;
        file.Group = status.Group;
        (file.Seconds, file.Nanoseconds) = status.Modified;
        file.Size = status.Size;
        file.Device = file.Type is FileType.CharacterDevice or FileType.BlockDevice ? status.SpecialDevice : default;
        if (file.Type == FileType.SymbolicLink)
        {
            Check(file, Files.ReadLink(directory, name, out var target));
            file.Content = target;
        }
        Check(file, Files.ListAttributes(directory, name, out var names));
        if (names.Length > 0)
            file.Xattrs = Xattrs(file, directory, name, names);
    }

    private ImageXattr[] Xattrs(ImageFile file, FileDescriptor directory, byte[] name, byte[] names)
    {
        var xattrs = new List<ImageXattr>();
        foreach (var range in names.AsSpan().Split((byte)0))
        {
            var attribute = names[range];
            if (attribute.Length == 0)
                continue;
            Check(file, Files.Attribute(directory, name, attribute, out var value));
            if (value.Length > MaxXattrValue)
                throw new FailureException(Show(file.Path) + ": its extended attribute " + NameText.Of(attribute) + " has more than " + ((ulong)MaxXattrValue).Text() + " bytes, the most that an image can hold");
            xattrs.Add(new ImageXattr(attribute, value));
        }
        xattrs.Sort(ImageXattr.CompareByName);
        return [.. xattrs];
    }

    private static bool IsSpecial(in TreeStatus status) => status.Type switch
    {
        FileType.BlockDevice or FileType.Socket => true,
        FileType.CharacterDevice => status.SpecialDevice != default,
        _ => false,
    };

    private static string Describe(in TreeStatus status) => status.Type switch
    {
        FileType.Socket => "a socket",
        FileType.BlockDevice => "the block device " + status.SpecialDevice,
        _ => "the character device " + status.SpecialDevice,
    };

    private void Check(ImageFile file, Errno errno)
    {
        if (errno != Errno.None)
            Check(file.Path, errno);
    }

    private void Check(ReadOnlySpan<byte> path, Errno errno)
    {
        if (errno == Errno.None)
            return;
        throw new FailureException(Show(path) + ": " + (errno is Errno.ENOENT or Errno.ELOOP or Errno.ENOTDIR ? "changed while it was read" : errno.Message()));
    }

    private sealed class Level(ImageFile file, FileDescriptor fd, List<byte[]> names)
    {
        internal ImageFile File { get; } = file;

        internal FileDescriptor Fd { get; } = fd;

        internal List<byte[]> Names { get; set; } = names;

        internal int PathLength { get; init; }

        internal int Next { get; set; }

        internal void Close(FileDescriptor root)
        {
            if (Fd != root)
                Fd.Dispose();
        }
    }
}
