using System;
using PrepareRoot.Deployments;
using PrepareRoot.Faults;
using PrepareRoot.Linux;

namespace PrepareRoot.Ctl.Checking;

/// <summary>
/// The directory of the objects, as the boot gives it to overlayfs. An object is never opened
/// before its type is known.
/// </summary>
internal sealed class ObjectDirectory : IDisposable
{
    private readonly FileDescriptor _directory;

    private ObjectDirectory(FileDescriptor directory) => _directory = directory;

    /// <summary>Opens it.</summary>
    /// <param name="disk">The disk.</param>
    /// <param name="path">Its path from the root of the disk.</param>
    internal static Result<ObjectDirectory> Open(Disk disk, string path) =>
        disk.OpenDirectory(path, links: false, FaultCode.ObjectsMissing).Try(out var directory, out var fault)
            ? new ObjectDirectory(directory)
            : fault;

    /// <summary>Checks an object.</summary>
    /// <param name="required">What the image says of it.</param>
    /// <param name="needsVerity">Whether the policy requires fs-verity.</param>
    /// <param name="reader">
    /// Reads its content; null: it is not read. If it has fs-verity, the kernel verifies what is
    /// read.
    /// </param>
    /// <param name="verified">Whether its digest was compared.</param>
    /// <returns>Null if nothing is wrong.</returns>
    internal ObjectFault? Check(ObjectRequirement required, bool needsVerity, ObjectReader? reader, out bool verified)
    {
        verified = false;
        var errno = Files.Locate(_directory, required.Path.Span, out var located);
        if (errno != Errno.None)
            return ObjectState.NotFound(errno);
        using (located)
        {
            errno = Files.ContentStatus(located, out var status);
            if (errno != Errno.None)
                return ObjectState.Unreadable(errno);
            if (ObjectState.OfStatus(required, status, needsVerity) is { } fault)
                return fault;
            if (status.HasVerity is false && reader is null)
                return null;
            errno = OpenToRead(located, out var file);
            if (errno != Errno.None)
                return ObjectState.Unreadable(errno);
            using (file)
                return CheckContent(required, file, needsVerity, reader, out verified);
        }
    }

    /// <summary>Opens an object to read it.</summary>
    /// <returns>Null, or why it can't be opened.</returns>
    internal Errno Open(ObjectRequirement required, out FileDescriptor file)
    {
        file = null!;
        var errno = Files.Locate(_directory, required.Path.Span, out var located);
        if (errno != Errno.None)
            return errno;
        using (located)
        {
            errno = Files.ContentStatus(located, out var status);
            return errno != Errno.None ? errno : status.Type != FileType.Regular ? Errno.EINVAL : OpenToRead(located, out file);
        }
    }

    /// <summary>The inode number of an object on the disk; null if it can't be located.</summary>
    internal ulong? InodeOf(ObjectRequirement required)
    {
        if (Files.Locate(_directory, required.Path.Span, out var located) != Errno.None)
            return null;
        using (located)
            return Files.ContentStatus(located, out var status) == Errno.None ? status.Inode : null;
    }

    /// <inheritdoc/>
    public void Dispose() => _directory.Dispose();

    private static ObjectFault? CheckContent(
        ObjectRequirement required, FileDescriptor file, bool needsVerity, ObjectReader? reader, out bool verified)
    {
        var errno = FsVerity.Measure(file, out var algorithm, out var bytes);
        verified = errno == Errno.None && required.Digest is { } digest && algorithm == (int)digest.Algorithm;
        if (ObjectState.OfMeasurement(required, errno, algorithm, bytes, needsVerity) is { } fault)
            return fault;
        if (reader is null)
            return null;
        // Without fs-verity of that algorithm, the digest is that of the content.
        var algorithmOfContent = verified ? null : required.Digest?.Algorithm;
        errno = reader.Read(file, algorithmOfContent, out var found);
        if (errno != Errno.None)
            return ObjectState.Unreadable(errno);
        if (algorithmOfContent is null)
            return null;
        verified = true;
        return found == required.Digest ? null : ObjectState.Differs(required.Digest!.Value, found);
    }

    // What is opened is what was located.
    private static Errno OpenToRead(FileDescriptor located, out FileDescriptor file) =>
        Files.Open(null, located.ProcPath, Files.O_RDONLY | Files.O_NOCTTY | Files.O_NONBLOCK, 0, out file);
}
