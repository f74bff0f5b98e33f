using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Threading;
using PrepareRoot.Formats;
using PrepareRoot.Linux;

namespace PrepareRoot.Ctl.Sealing;

/// <summary>The deployments of a disk: what is removed with one, and what no image needs.</summary>
internal sealed class SealedDisk : IDisposable
{
    private const string Images = "composefs/images";
    private const string Objects = "composefs/objects";
    private const ulong Resolve = Files.RESOLVE_BENEATH | Files.RESOLVE_NO_MAGICLINKS;

    // What bounds a listing of images, and of the objects with the same first digits.
    private const int MaxNames = 10_000_000;

    private readonly string _path;
    private readonly FileDescriptor _disk;
    private readonly Repository _repository;

    private SealedDisk(string path, FileDescriptor disk, Repository repository) => (_path, _disk, _repository) = (path, disk, repository);

    /// <summary>Opens a disk.</summary>
    internal static SealedDisk Open(string path)
    {
        var errno = Files.Open(null, path, Files.O_RDONLY | Files.O_DIRECTORY, 0, out var disk);
        if (errno != Errno.None)
            throw new FailureException(path + ": " + errno.Message());
        try
        {
            var root = path.TrimEnd('/');
            return new SealedDisk(root, disk, Repository.Open(root + "/composefs", disk));
        }
        catch (FailureException)
        {
            disk.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Removes a deployment: first the name that boots it, then this machine's <c>/etc</c> of it. The
    /// objects stay.
    /// </summary>
    internal void Remove(FsVerityDigest digest)
    {
        var (image, state) = (Images + "/" + digest.Hex, "state/deploy/" + digest.Hex);
        if (Files.Status(_disk, image, out _) == Errno.ENOENT && Files.Status(_disk, state, out _) == Errno.ENOENT)
            throw new FailureException(_path + "/" + image + ": there is no such deployment");
        RefuseReferenced(digest);
        var errno = Files.Unlink(_disk, image);
        if (errno != Errno.ENOENT)
            Check(image, errno);
        Check(image, Files.SyncFileSystem(_disk));
        RemovedTree.Remove(_path + "/" + state, _disk, state);
    }

    /// <summary>Removes the objects that no image needs.</summary>
    /// <returns>How many were removed, and how many bytes they had.</returns>
    internal (ulong Count, ulong Bytes) Collect()
    {
        // composefs-rs: what it knows about containers refers to objects, and has no image.
        if (Files.Open(_disk, "composefs/streams", Files.O_RDONLY | Files.O_DIRECTORY, Resolve, out var streams) == Errno.None)
        {
            using (streams)
            {
                Check("composefs/streams", Files.List(streams, 1, out var names));
                if (names.Count > 0)
                    throw new FailureException(_path + "/composefs/streams: has streams of composefs-rs, whose objects only 'cfsctl gc' knows");
            }
        }
        var needed = Needed();
        Check(Objects, Files.Open(_disk, Objects, Files.O_RDONLY | Files.O_DIRECTORY, Resolve | Files.RESOLVE_NO_SYMLINKS, out var objects));
        using (objects)
        {
            Check(Objects, Files.List(objects, MaxNames, out var prefixes));
            var removed = (Count: 0UL, Bytes: 0UL);
            foreach (var prefix in prefixes)
            {
                var (count, bytes) = Collect(objects, prefix, needed);
                removed = (removed.Count + count, removed.Bytes + bytes);
            }
            Check(Objects, Files.SyncFileSystem(objects));
            return removed;
        }
    }

    /// <summary>Ends the changes: they are on the disk.</summary>
    internal void Finish() => _repository.Finish();

    /// <inheritdoc/>
    public void Dispose()
    {
        _repository.Dispose();
        _disk.Dispose();
    }

    private (ulong Count, ulong Bytes) Collect(FileDescriptor objects, string prefix, HashSet<string> needed)
    {
        if (Files.Open(objects, prefix, Files.O_RDONLY | Files.O_DIRECTORY | Files.O_NOFOLLOW, Resolve, out var directory) != Errno.None)
            return default;
        var removed = (Count: 0UL, Bytes: 0UL);
        using (directory)
        {
            Check(Objects + "/" + prefix, Files.List(directory, MaxNames, out var names));
            foreach (var name in names)
            {
                var path = Objects + "/" + prefix + "/" + name;
                // A file ".new-…" is from a process that ended while it replaced an object.
                if (needed.Contains(prefix + name) || (!IsDigest(prefix + name) && !name.StartsWith(".new-", StringComparison.Ordinal)))
                    continue;
                Check(path, Files.Status(directory, name, out var status));
                Check(path, Files.Unlink(directory, name));
                removed = (removed.Count + 1, removed.Bytes + status.Size);
            }
        }
        Files.RemoveDirectory(objects, prefix);
        return removed;
    }

    // The digests of all images and of what is in them.
    private HashSet<string> Needed()
    {
        var needed = new HashSet<string>(StringComparer.Ordinal);
        Check(Images, Files.Open(_disk, Images, Files.O_RDONLY | Files.O_DIRECTORY, Resolve | Files.RESOLVE_NO_SYMLINKS, out var directory));
        using (directory)
        {
            Check(Images, Files.List(directory, MaxNames, out var names));
            foreach (var name in names.Where(IsDigest))
            {
                needed.Add(name);
                AddObjects(name, needed);
            }
        }
        return needed;
    }

    private void AddObjects(string name, HashSet<string> needed)
    {
        var path = _path + "/" + Images + "/" + name;
        Check(Images + "/" + name, Files.Open(_disk, Images + "/" + name, Files.O_RDONLY | Files.O_NONBLOCK, Resolve, out var file));
        using (file)
        {
            Check(Images + "/" + name, Files.ContentStatus(file, out var status));
            if (status.Type != FileType.Regular)
                throw new FailureException(path + ": must be an image, but is not a regular file");
            if (!ErofsImage.Open(path, new FileBytes(file, status.Size)).Try(out var image, out var fault))
                throw FailureException.Of(fault);
            var walk = new ImageWalk(image);
            while (walk.Next(out var entry))
            {
                if (entry.Overlay?.Object is { } content)
                    needed.Add(Encoding.UTF8.GetString(content.Span).Replace("/", "", StringComparison.Ordinal));
            }
            // What an image that can't be read needs is not known.
            if (walk.Fault is { } damage)
                throw FailureException.Of(damage);
        }
    }

    // Names that a person or a program gave to images: composefs-rs, doc/repository.md.
    private void RefuseReferenced(FsVerityDigest digest)
    {
        const string refs = Images + "/refs";
        if (Files.Open(_disk, refs, Files.O_RDONLY | Files.O_DIRECTORY, Resolve | Files.RESOLVE_NO_SYMLINKS, out var directory) != Errno.None)
            return;
        using (directory)
        {
            foreach (var file in ImageOrder.DepthFirst(Read(refs, directory).Root))
            {
                if (file.Content.AsSpan().EndsWith(Encoding.ASCII.GetBytes(digest.Hex)))
                    throw new FailureException(_path + "/" + refs + file.PathText + ": refers to the deployment: remove that first");
            }
        }
    }

    private SourceTree Read(string path, FileDescriptor directory) =>
        SourceTree.Read(_path + "/" + path, directory, SpecialFiles.Keep, keepsLinks: false, CancellationToken.None);

    private static bool IsDigest(string name) => FsVerityDigest.TryParseHex(name, out _) && name.All(character => !char.IsAsciiLetterUpper(character));

    private void Check(string path, Errno errno)
    {
        if (errno != Errno.None)
            throw new FailureException(_path + "/" + path + ": " + errno.Message());
    }
}
