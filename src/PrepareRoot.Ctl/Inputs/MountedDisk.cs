using System;
using System.Collections.Generic;
using System.Linq;
using PrepareRoot.Faults;
using PrepareRoot.Linux;
using PrepareRoot.Requests;

namespace PrepareRoot.Ctl.Inputs;

/// <summary>
/// The image of a disk, with its root file system mounted for this process
/// (<see cref="PartitionMount"/>).
/// </summary>
internal sealed class MountedDisk : IDisposable
{
    private readonly Resources _open = new();
    private readonly List<string> _notes = [];
    private readonly string _path;
    private readonly FileDescriptor _image;
    private readonly (Partition Partition, FileSystemType Type)[] _partitions;
    private readonly Partition _root;

    private MountedDisk(string path, FileDescriptor image)
    {
        _path = path;
        _image = _open.Add(image);
        try
        {
            _partitions =
            [
                .. from partition in GuidPartitionTable.Read(Read) ?? [Partition.Whole]
                   let type = TypeOf(partition)
                   where type is not null
                   select (partition, type),
            ];
            (_root, var mount) = MountRoot();
            Root = _open.Add(mount);
        }
        catch (FailureException)
        {
            _open.Dispose();
            throw;
        }
    }

    /// <summary>The root of its mount.</summary>
    internal FileDescriptor Root { get; }

    /// <summary>What is to be said about it.</summary>
    internal IReadOnlyList<string> Notes => _notes;

    /// <summary>What an administrator types to mount it.</summary>
    internal MountCommand Command => MountCommand.Of(_path, _root);

    /// <summary>Mounts its root file system.</summary>
    /// <param name="path">The path, for messages.</param>
    /// <param name="located">The file or the block device, opened with O_PATH.</param>
    internal static MountedDisk Mount(string path, FileDescriptor located)
    {
        if (!CurrentProcess.IsRoot)
            throw new FailureException(path + ": must be a directory where the disk is mounted: only root can mount an image");
        var errno = Files.Open(null, located.ProcPath, Files.O_RDONLY | Files.O_NONBLOCK, 0, out var image);
        return errno == Errno.None ? new MountedDisk(path, image) : throw new FailureException(path + ": " + errno.Message());
    }

    /// <summary>
    /// Mounts the other partitions that may have boot entries. One that can't be mounted is noted.
    /// </summary>
    /// <returns>The numbers of the partitions, and the roots of the mounts.</returns>
    internal IReadOnlyList<(int Number, FileDescriptor Root)> MountBoot()
    {
        var mounts = new List<(int, FileDescriptor)>();
        foreach (var (partition, type) in _partitions)
        {
            if (partition == _root || !partition.MayHaveBootEntries)
                continue;
            try
            {
                mounts.Add((partition.Number, _open.Add(PartitionMount.Mount(_path, _image, partition, type, _notes))));
            }
            catch (FailureException failure)
            {
                _notes.Add(failure.Message + ": the boot entries of partition " + partition.Number.Text() + " are not known");
            }
        }
        return mounts;
    }

    /// <inheritdoc/>
    public void Dispose() => _open.Dispose();

    private (Partition, FileDescriptor) MountRoot()
    {
        var candidates = Array.FindAll(_partitions, candidate => candidate.Type.CanBeRoot);
        if (Array.Exists(candidates, candidate => candidate.Partition.IsRoot))
            candidates = Array.FindAll(candidates, candidate => candidate.Partition.IsRoot);
        foreach (var (partition, type) in candidates)
        {
            var mount = PartitionMount.Mount(_path, _image, partition, type, _notes);
            if (candidates.Length == 1 || DeployedDisk.IsAt(mount.ProcPath))
            {
                if (partition.Number > 0)
                    _notes.Add(_path + ": partition " + partition.Number.Text() + " is taken");
                return (partition, mount);
            }
            mount.Dispose();
        }
        throw new FailureException(_path + ": must have a file system ext4, XFS or btrfs with " + Backend.Ostree.Deployments + " or "
            + Backend.Composefs.Deployments + ", alone or in a partition of a GPT, but has " + candidates.Length.Text() + " such file systems without");
    }

    private FileSystemType? TypeOf(Partition partition)
    {
        var head = new byte[FileSystemType.HeadSize];
        return FileSystemType.Of(head.AsSpan(0, Read(head, partition.Offset)));
    }

    private int Read(Memory<byte> buffer, ulong offset)
    {
        if (offset > long.MaxValue)
            return 0;
        var errno = Files.ReadAt(_image, buffer.Span, (long)offset, out var count);
        return errno == Errno.None ? count : throw new FailureException(_path + ": " + errno.Message());
    }
}
