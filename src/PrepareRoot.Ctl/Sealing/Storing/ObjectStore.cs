using System;
using System.Collections.Generic;
using System.Threading;
using PrepareRoot.Ctl.Checking;
using PrepareRoot.Formats;
using PrepareRoot.Linux;

namespace PrepareRoot.Ctl.Sealing;

/// <summary>
/// The objects of a repository. One that is written has no name until it is complete, so that
/// nothing is left of it if the process ends. Several threads may use it.
/// </summary>
/// <param name="path">The path of the directory, for messages.</param>
/// <param name="objects">The directory.</param>
/// <param name="algorithm">The hash.</param>
/// <param name="wasInterrupted">Whether objects may be incomplete that have their names.</param>
internal sealed class ObjectStore(string path, FileDescriptor objects, FsVerityAlgorithm algorithm, bool wasInterrupted)
{
    private readonly Lock _lock = new();
    private readonly List<FsVerityDigest> _added = [];
    private readonly List<string> _directories = [];
    private int _replacements;

    /// <summary>Whether the file system has fs-verity.</summary>
    internal bool HasVerity { get; private set; }

    /// <summary>How many objects were added.</summary>
    internal int Added => _added.Count;

    /// <summary>The path of an object in the directory.</summary>
    internal static string NameOf(FsVerityDigest digest) => digest.Hex.Insert(2, "/");

    /// <summary>Finds out whether the file system has fs-verity.</summary>
    internal void Probe()
    {
        var file = Begin();
        Check(Files.Write(file, "fs-verity"u8));
        using var sealedFile = Reopen(file);
        var errno = FsVerity.Enable(sealedFile, (int)algorithm);
        HasVerity = errno == Errno.None;
        if (errno is not (Errno.None or Errno.ENOTTY or Errno.EOPNOTSUPP))
            Check(errno);
    }

    /// <summary>Whether an object is there, and complete.</summary>
    internal bool Has(FsVerityDigest digest, ulong size, ObjectReader reader)
    {
        if (Files.Open(objects, NameOf(digest), Files.O_RDONLY | Files.O_NONBLOCK, Files.RESOLVE_BENEATH | Files.RESOLVE_NO_SYMLINKS, out var file) != Errno.None)
            return false;
        using (file)
        {
            if (Files.ContentStatus(file, out var status) != Errno.None || status.Type != FileType.Regular || status.Size != size)
                return false;
            if (HasVerity)
                return FsVerity.Measure(file, out var found, out var measured) == Errno.None && FsVerityDigest.TryFrom((FsVerityAlgorithm)found, measured, out var other) && other == digest;
            return !wasInterrupted || (reader.Read(file, algorithm, out var read) == Errno.None && read == digest);
        }
    }

    /// <summary>A file for a new object, empty and without a name.</summary>
    internal FileDescriptor Begin()
    {
        var errno = Files.Open(objects, ".", Files.O_TMPFILE | Files.O_RDWR, 0, out var file, Permissions.File);
        if (errno == Errno.EOPNOTSUPP)
            throw new FailureException(path + ": its file system can't make files without a name (O_TMPFILE)");
        Check(errno);
        return file;
    }

    /// <summary>Writes to a new object.</summary>
    internal void Write(FileDescriptor file, ReadOnlySpan<byte> content) => Check(Files.Write(file, content));

    /// <summary>Gives a new object its name. The file is closed.</summary>
    internal void Finish(FileDescriptor file, FsVerityDigest digest)
    {
        using var complete = HasVerity ? Reopen(file) : file;
        if (HasVerity)
        {
            Check(FsVerity.Enable(complete, (int)algorithm));
            Check(FsVerity.Measure(complete, out _, out var measured));
            if (!digest.Bytes.SequenceEqual(measured))
                throw new FailureException(path + ": an object has another content than was written: must have the digest " + digest + ", but the kernel measures " + Convert.ToHexStringLower(measured));
        }
        var name = NameOf(digest);
        var errno = Files.LinkOpen(complete, objects, name);
        if (errno == Errno.ENOENT)
        {
            MakeDirectory(name[..2]);
            errno = Files.LinkOpen(complete, objects, name);
        }
        if (errno == Errno.EEXIST)
        {
            Replace(complete, name);
            return;
        }
        Check(errno);
        lock (_lock)
            _added.Add(digest);
    }

    /// <summary>Takes all back that was added.</summary>
    internal void RemoveAdded()
    {
        foreach (var digest in _added)
            Files.Unlink(objects, NameOf(digest));
        foreach (var name in _directories)
            Files.RemoveDirectory(objects, name);
    }

    // Another thread may have added the same object; or what is there is not the object.
    private void Replace(FileDescriptor file, string name)
    {
        var temporary = name[..3] + ".new-" + ((ulong)Interlocked.Increment(ref _replacements)).Text();
        Files.Unlink(objects, temporary);
        Check(Files.LinkOpen(file, objects, temporary));
        var errno = Files.Rename(objects, temporary, name);
        if (errno != Errno.None)
            Files.Unlink(objects, temporary);
        Check(errno);
    }

    private void MakeDirectory(string name)
    {
        var errno = Files.MakeDirectory(objects, name, Permissions.Directory);
        if (errno == Errno.EEXIST)
            return;
        Check(errno);
        lock (_lock)
            _directories.Add(name);
    }

    // fs-verity needs a file that nobody can write to.
    private FileDescriptor Reopen(FileDescriptor file)
    {
        Check(Files.Open(null, file.ProcPath, Files.O_RDONLY, 0, out var readOnly));
        file.Dispose();
        return readOnly;
    }

    private void Check(Errno errno)
    {
        if (errno != Errno.None)
            throw new FailureException(path + ": " + errno.Message());
    }
}
