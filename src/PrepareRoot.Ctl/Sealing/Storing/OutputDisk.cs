using System;
using PrepareRoot.Faults;
using PrepareRoot.Formats;
using PrepareRoot.Linux;

namespace PrepareRoot.Ctl.Sealing;

/// <summary>
/// The root directory of the disk that a deployment is added to, in the layout of composefs-rs and
/// bootc: <c>composefs</c> with objects and images, and <c>state</c> with what the machine writes.
/// </summary>
internal sealed class OutputDisk : IDisposable
{
    private const string ObjectsDirectory = "composefs/objects";
    private const string SharedVar = "state/os/default/var";

    private readonly string _path;
    private readonly Resources _open = new();
    private readonly Undo _undo = new();
    private readonly FileDescriptor _directory;
    private Repository? _repository;
    private ObjectStore? _objects;

    private OutputDisk(SealRequest request)
    {
        _path = request.Output.TrimEnd('/') is { Length: > 0 } path ? path : "/";
        var errno = Files.MakeDirectory(null, _path, Permissions.Directory);
        if (errno == Errno.None)
            _undo.Add(RemoveOutput);
        if (errno is Errno.None or Errno.EEXIST)
            errno = Files.Open(null, _path, Files.O_RDONLY | Files.O_DIRECTORY, 0, out _directory);
        else
            _directory = null!;
        if (errno != Errno.None)
            throw new FailureException(_path + ": " + errno.Message());
        _open.Add(_directory);
    }

    /// <summary>The objects.</summary>
    internal ObjectStore Objects => _objects!;

    /// <summary>Opens it.</summary>
    /// <param name="request">What is to be sealed.</param>
    /// <param name="tree">The tree, which it must not be within.</param>
    internal static OutputDisk Open(SealRequest request, FileDescriptor tree)
    {
        var disk = new OutputDisk(request);
        try
        {
            disk.Prepare(request, tree);
            return disk;
        }
        catch (FailureException)
        {
            disk.Dispose();
            throw;
        }
    }

    /// <summary>Makes an image bootable that is an object.</summary>
    /// <param name="digest">Its digest.</param>
    /// <param name="uki">What boots it; null for nothing.</param>
    internal void Deploy(FsVerityDigest digest, UkiBuild? uki)
    {
        var (state, image) = ("state/deploy/" + digest.Hex, "composefs/images/" + digest.Hex);
        Make("state", Permissions.Directory);
        Make("state/os", Permissions.Directory);
        Make("state/os/default", Permissions.Directory);
        Make(SharedVar, Permissions.Directory);
        Make("state/deploy", Permissions.Directory);
        Make(state, Permissions.Directory);
        Make(state + "/etc", Permissions.Directory);
        Make(state + "/etc/upper", Permissions.Directory);
        Make(state + "/etc/work", Permissions.PrivateDirectory);
        Link("../../os/default/var", state + "/var");

        // All that the name refers to is on the disk before it is.
        Check("composefs", Files.SyncFileSystem(_directory));
        Link("../objects/" + ObjectStore.NameOf(digest), image);
        _repository!.Finish();
        uki?.Publish();
        _undo.Keep();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _undo.Dispose();
        _open.Dispose();
    }

    private void Prepare(SealRequest request, FileDescriptor tree)
    {
        RefuseWithin(request, _directory, tree);
        if (!request.IsIncremental && Files.Status(_directory, "composefs", out _) == Errno.None)
            throw new FailureException(_path + ": has a directory composefs already: --incremental adds a deployment to it");
        Make("composefs", Permissions.Directory);
        _repository = _open.Add(Repository.Open(_path + "/composefs", _directory));
        _undo.Add(_repository.Forget);
        _repository.UseAlgorithm(request.Algorithm, request.Format, _undo);
        // Whoever could read the objects could read all files, whatever their permissions.
        Make(ObjectsDirectory, Permissions.PrivateDirectory);
        Make("composefs/images", Permissions.Directory);
        Check(ObjectsDirectory, Files.Open(_directory, ObjectsDirectory, Files.O_RDONLY | Files.O_DIRECTORY, Files.RESOLVE_BENEATH | Files.RESOLVE_NO_SYMLINKS, out var objects));
        _open.Add(objects);
        _objects = new ObjectStore(_path + "/" + ObjectsDirectory, objects, request.Algorithm, _repository.WasInterrupted);
        _undo.Add(_objects.RemoveAdded);
    }

    // A tree that has its own image in it can't be sealed twice with the same result.
    private static void RefuseWithin(SealRequest request, FileDescriptor output, FileDescriptor tree)
    {
        if (Files.Status(tree, "", out var root) != Errno.None)
            return;
        var path = ".";
        while (Files.Status(output, path, out var status) == Errno.None)
        {
            if (status.IsSameFile(root))
                throw new FailureException(request.Output + ": is within the tree " + request.Tree);
            var above = path + "/..";
            if (Files.Status(output, above, out var parent) != Errno.None || parent.IsSameFile(status))
                return;
            path = above;
        }
    }

    private void RemoveOutput()
    {
        if (Files.Open(null, _path + "/..", Files.O_RDONLY | Files.O_DIRECTORY, 0, out var parent) != Errno.None)
            return;
        using (parent)
            Files.RemoveDirectory(parent, System.IO.Path.GetFileName(_path));
    }

    private void Make(string path, uint permissions)
    {
        var errno = Files.MakeDirectory(_directory, path, permissions);
        if (errno == Errno.EEXIST)
            return;
        Check(path, errno);
        _undo.Add(() => Files.RemoveDirectory(_directory, path));
    }

    private void Link(string target, string path)
    {
        var errno = Files.MakeSymbolicLink(target, _directory, path);
        if (errno == Errno.EEXIST)
            return;
        Check(path, errno);
        _undo.Add(() => Files.Unlink(_directory, path));
    }

    private void Check(string path, Errno errno)
    {
        if (errno != Errno.None)
            throw new FailureException(_path + "/" + path + ": " + errno.Message());
    }
}
