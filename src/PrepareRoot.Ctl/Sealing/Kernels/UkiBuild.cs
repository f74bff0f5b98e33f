using System;
using System.IO;
using System.Linq;
using System.Threading;
using PrepareRoot.Linux;

namespace PrepareRoot.Ctl.Sealing;

/// <summary>
/// Makes a unified kernel image beside its name, and gives it the name when it is complete. What had
/// the name is replaced then, and not before.
/// </summary>
internal sealed class UkiBuild : IDisposable
{
    private readonly Ukify _program;
    private readonly UkiSources _sources;
    private readonly FileDescriptor _directory;
    private readonly string _path;
    private readonly string _temporary = NewFile.TemporaryName();
    private readonly string[] _signing;
    private readonly string _commandLine;
    private bool _isMade;

    private UkiBuild(string path, string commandLine, Ukify program, UkiSources sources, FileDescriptor directory, string[] signing) =>
        (_path, _commandLine, _program, _sources, _directory, _signing) = (path, commandLine, program, sources, directory, signing);

    /// <summary>
    /// Finds all that it takes, so that the command fails before anything is written if it is missing.
    /// </summary>
    /// <param name="request">The image.</param>
    /// <param name="tree">The path of the tree, for messages.</param>
    /// <param name="treeDirectory">The tree.</param>
    internal static UkiBuild Begin(UkiRequest request, string tree, FileDescriptor treeDirectory)
    {
        var path = Path.GetFullPath(request.Output);
        var program = Ukify.Find();
        string[] signing = request.Signer is { } signer
            ? ["--secureboot-private-key=" + UkiSources.Given(signer.Key), "--secureboot-certificate=" + UkiSources.Given(signer.Certificate)]
            : [];
        var sources = UkiSources.Open(request, tree, treeDirectory);
        try
        {
            return new UkiBuild(path, request.CommandLine, program, sources, OpenDirectory(path), signing);
        }
        catch (FailureException)
        {
            sources.Dispose();
            throw;
        }
    }

    /// <summary>Makes it, under another name.</summary>
    /// <param name="arguments">The kernel arguments of the deployment.</param>
    /// <param name="stop">Stops it.</param>
    internal void Make(string arguments, CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        _isMade = true;
        var temporary = Path.Combine(Path.GetDirectoryName(_path) ?? "/", _temporary);
        string[] options =
        [
            "build", "--linux=" + _sources.Linux, .. _sources.Initrds.Select(initrd => "--initrd=" + initrd),
            // Never a text that starts with '@', which ukify takes for a file.
            "--cmdline=" + (arguments + " " + _commandLine).TrimEnd(),
            // Else it takes that of this machine.
            "--os-release=" + (_sources.OsRelease is { } release ? "@" + release : ""),
            .. _sources.Release is { } kernel ? new[] { "--uname=" + kernel } : [],
            .. _signing, "--output=" + temporary,
        ];
        _program.Run(options, stop);
        Check(Files.Open(_directory, _temporary, Files.O_RDONLY | Files.O_NOFOLLOW, 0, out var file));
        using (file)
            Check(Files.Sync(file));
    }

    /// <summary>Gives it its name.</summary>
    internal void Publish()
    {
        Check(Files.Rename(_directory, _temporary, Path.GetFileName(_path)));
        _isMade = false;
        Check(Files.Sync(_directory));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_isMade)
            Files.Unlink(_directory, _temporary);
        _sources.Dispose();
        _directory.Dispose();
    }

    private static FileDescriptor OpenDirectory(string path)
    {
        Check(path, Files.Open(null, Path.GetDirectoryName(path) ?? "/", Files.O_RDONLY | Files.O_DIRECTORY, 0, out var directory));
        if (Files.Status(directory, Path.GetFileName(path), out var status) != Errno.None || status.Type == FileType.Regular)
            return directory;
        directory.Dispose();
        throw new FailureException(path + ": must be the name of a file, but is " + status.TypeText);
    }

    private void Check(Errno errno) => Check(_path, errno);

    private static void Check(string path, Errno errno)
    {
        if (errno != Errno.None)
            throw new FailureException(path + ": " + errno.Message());
    }
}
