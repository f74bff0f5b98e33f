using System;
using System.Text;
using System.Text.Json;
using PrepareRoot.Formats;
using PrepareRoot.Linux;

namespace PrepareRoot.Ctl.Sealing;

/// <summary>
/// The directory <c>composefs</c> of a disk, which composefs-rs and bootc use too, open for changes
/// by this process alone.
/// </summary>
/// <remarks>
/// While it is changed, it has the file <see cref="Marker"/>. If that is there before, an earlier
/// change did not end: the power failed, or the process was killed. Then objects may be incomplete
/// that have their names.
/// </remarks>
internal sealed class Repository : IDisposable
{
    private const string Marker = ".prepare-rootctl";
    private const string MetaFile = "meta.json";
    private const int MaxMeta = 64 * 1024;

    private readonly FileDescriptor _marker;

    private Repository(string path, FileDescriptor directory, FileDescriptor marker, bool wasInterrupted)
    {
        Path = path;
        Directory = directory;
        _marker = marker;
        WasInterrupted = wasInterrupted;
    }

    /// <summary>Its path, for messages.</summary>
    internal string Path { get; }

    /// <summary>The directory.</summary>
    internal FileDescriptor Directory { get; }

    /// <summary>Whether an earlier change did not end.</summary>
    internal bool WasInterrupted { get; }

    /// <summary>Opens it.</summary>
    /// <param name="path">Its path, for messages.</param>
    /// <param name="disk">The root directory of the disk.</param>
    internal static Repository Open(string path, FileDescriptor disk)
    {
        Check(path, Files.Open(disk, "composefs", Files.O_RDONLY | Files.O_DIRECTORY, Files.RESOLVE_BENEATH | Files.RESOLVE_NO_SYMLINKS, out var directory));
        var errno = Files.Open(directory, Marker, Files.O_RDWR | Files.O_CREAT | Files.O_EXCL, Files.RESOLVE_NO_SYMLINKS, out var marker, Permissions.PrivateFile);
        var isLeft = errno == Errno.EEXIST;
        if (isLeft)
            errno = Files.Open(directory, Marker, Files.O_RDWR, Files.RESOLVE_NO_SYMLINKS, out marker);
        if (errno == Errno.None)
            errno = Files.TryLock(marker);
        if (errno == Errno.None)
            return new Repository(path, directory, marker, isLeft);
        directory.Dispose();
        throw new FailureException(path + ": " + (errno == Errno.EAGAIN ? "another prepare-rootctl is changing it" : errno.Message()));
    }

    /// <summary>
    /// Compares the hash of its objects with that of an image to be added. The file is written if it
    /// is missing.
    /// </summary>
    internal void UseAlgorithm(FsVerityAlgorithm algorithm, ImageFormat format, Undo undo)
    {
        var name = "fsverity-" + (algorithm == FsVerityAlgorithm.Sha256 ? "sha256" : "sha512") + "-12";
        var path = Path + "/" + MetaFile;
        var errno = Files.Open(Directory, MetaFile, Files.O_RDONLY | Files.O_NONBLOCK, Files.RESOLVE_BENEATH | Files.RESOLVE_NO_SYMLINKS, out var file);
        if (errno == Errno.ENOENT)
        {
            NewFile.Write(path, Permissions.File, Encoding.ASCII.GetBytes(Meta(name, format)));
            undo.Add(() => Files.Unlink(Directory, MetaFile));
            return;
        }
        Check(path, errno);
        using (file)
        {
            Check(path, Files.ReadToEnd(file, MaxMeta, out var content));
            if (AlgorithmOf(path, content) is { } other && other != name)
                throw new FailureException(path + ": its objects have the algorithm " + OffendingText.Quote(other) + ", but the image is to have " + name);
        }
    }

    /// <summary>Ends the change: all of it is on the disk.</summary>
    internal void Finish()
    {
        Check(Path, Files.SyncFileSystem(Directory));
        Check(Path, Files.Unlink(Directory, Marker));
        Check(Path, Files.Sync(Directory));
    }

    /// <summary>
    /// Ends the change: all of it was taken back. What an earlier one left is as it was.
    /// </summary>
    internal void Forget()
    {
        if (!WasInterrupted)
            Files.Unlink(Directory, Marker);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _marker.Dispose();
        Directory.Dispose();
    }

    // composefs-rs: doc/repository.md, "meta.json".
    private static string Meta(string algorithm, ImageFormat format) =>
        """{"version":1,"algorithm":"%A","features":{"compatible":[],"read-only-compatible":[%F],"incompatible":[]},"erofs_formats":{"default":%D}}"""
            .Replace("%A", algorithm, StringComparison.Ordinal)
            .Replace("%F", format == ImageFormat.V1 ? "\"v1_erofs\"" : "", StringComparison.Ordinal)
            .Replace("%D", ((ulong)format).Text(), StringComparison.Ordinal) + "\n";

    private static string? AlgorithmOf(string path, byte[] content)
    {
        try
        {
            using var json = JsonDocument.Parse(content);
            return json.RootElement.GetProperty("algorithm").GetString();
        }
        catch (Exception problem) when (problem is JsonException or InvalidOperationException or System.Collections.Generic.KeyNotFoundException)
        {
            throw new FailureException(path + ": has no algorithm: " + problem.Message);
        }
    }

    private static void Check(string path, Errno errno)
    {
        if (errno != Errno.None)
            throw new FailureException(path + ": " + errno.Message());
    }
}
