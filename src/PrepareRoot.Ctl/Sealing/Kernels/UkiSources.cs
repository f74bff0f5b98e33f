using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using PrepareRoot.Faults;
using PrepareRoot.Formats;
using PrepareRoot.Linux;

namespace PrepareRoot.Ctl.Sealing;

/// <summary>
/// The files that a unified kernel image is made of. Those of the tree are opened, with the tree as
/// the root of their links; they are named by what keeps them open.
/// </summary>
internal sealed class UkiSources : IDisposable
{
    private const string Modules = "usr/lib/modules";
    private const int MaxKernels = 1000;
    private const ulong OpenFlags = Files.O_RDONLY | Files.O_NONBLOCK | Files.O_NOCTTY;
    private const ulong Resolve = Files.RESOLVE_IN_ROOT | Files.RESOLVE_NO_MAGICLINKS;

    // Where distributions, and the tools that make images of them, put these; %R is the release.
    private static readonly string[] _kernels = [Modules + "/%R/vmlinuz", "boot/vmlinuz-%R"];
    private static readonly string[] _initrds = [Modules + "/%R/initramfs.img", Modules + "/%R/initrd", "boot/initrd.img-%R", "boot/initramfs-%R.img"];
    private static readonly string[] _osReleases = ["etc/os-release", "usr/lib/os-release"];

    private readonly string _path;
    private readonly FileDescriptor _tree;
    private readonly Resources _open = new();

    private UkiSources(string path, FileDescriptor tree) => (_path, _tree) = (path.TrimEnd('/'), tree);

    /// <summary>The kernel.</summary>
    internal string Linux { get; private set; } = "";

    /// <summary>The parts of the initramfs.</summary>
    internal IReadOnlyList<string> Initrds { get; private set; } = [];

    /// <summary>The release of the kernel; null if it is not known.</summary>
    internal string? Release { get; private set; }

    /// <summary>The system's description; null if it has none.</summary>
    internal string? OsRelease { get; private set; }

    /// <summary>Finds the files.</summary>
    /// <param name="request">The files that are given.</param>
    /// <param name="path">The path of the tree, for messages.</param>
    /// <param name="tree">The tree.</param>
    internal static UkiSources Open(UkiRequest request, string path, FileDescriptor tree)
    {
        var sources = new UkiSources(path, tree);
        try
        {
            sources.Find(request);
            return sources;
        }
        catch (FailureException)
        {
            sources.Dispose();
            throw;
        }
    }

    /// <summary>A file that was given: its absolute path, once it can be read.</summary>
    internal static string Given(string path)
    {
        InputFile.Open(path).Dispose();
        return Path.GetFullPath(path);
    }

    /// <inheritdoc/>
    public void Dispose() => _open.Dispose();

    private void Find(UkiRequest request)
    {
        if (request.Linux is null)
        {
            Release = OnlyRelease(_kernels, "kernel", "--linux");
            Linux = InTree(_kernels, Release)!;
        }
        else
        {
            Linux = Given(request.Linux);
        }
        if (request.Initrds.Count > 0)
        {
            Initrds = [.. request.Initrds.Select(Given)];
        }
        else
        {
            Release ??= OnlyRelease(_initrds, "initramfs", "--initrd");
            Initrds = [InTree(_initrds, Release) ?? throw new FailureException(
                _path + ": has no initramfs of the kernel " + OffendingText.Quote(Release) + " (" + _initrds[0].Replace("%R", Release, StringComparison.Ordinal) + "): name it with --initrd")];
        }
        OsRelease = InTree(_osReleases, "");
    }

    private string OnlyRelease(string[] places, string what, string option)
    {
        var found = Releases().Where(release => Locate(places, release) is not null).Order(StringComparer.Ordinal).ToArray();
        return found.Length switch
        {
            1 => found[0],
            0 => throw new FailureException(_path + "/" + Modules + ": has no directory of a kernel with its " + what + ": name the file with " + option),
            _ => throw new FailureException(_path + "/" + Modules + ": has several kernels with " + what + " (" + string.Join(", ", found.Select(name => OffendingText.Quote(name))) + "): name the file with " + option),
        };
    }

    private List<string> Releases()
    {
        if (Files.Open(_tree, Modules, Files.O_RDONLY | Files.O_DIRECTORY, Resolve, out var directory) != Errno.None)
            return [];
        using (directory)
        {
            var errno = Files.List(directory, MaxKernels, out var names);
            return errno == Errno.None ? names : throw new FailureException(_path + "/" + Modules + ": " + errno.Message());
        }
    }

    private string? InTree(string[] places, string release)
    {
        if (Locate(places, release) is not { } file)
            return null;
        _open.Add(file);
        // Another process finds it there while this one has it open.
        return "/proc/" + ((ulong)Environment.ProcessId).Text() + "/fd/" + ((ulong)file.Number).Text();
    }

    private FileDescriptor? Locate(string[] places, string release)
    {
        foreach (var place in places)
        {
            var path = place.Replace("%R", release, StringComparison.Ordinal);
            var errno = Files.Open(_tree, path, OpenFlags, Resolve, out var file);
            if (errno is Errno.ENOENT or Errno.ENOTDIR)
                continue;
            if (errno != Errno.None)
                throw new FailureException(_path + "/" + path + ": " + errno.Message());
            if (Files.ContentStatus(file, out var status) == Errno.None && status.Type == FileType.Regular)
                return file;
            file.Dispose();
            throw new FailureException(_path + "/" + path + ": must be a regular file");
        }
        return null;
    }
}
