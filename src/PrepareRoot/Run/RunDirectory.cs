using System;
using System.Collections.Generic;
using System.Text;
using PrepareRoot.Faults;
using PrepareRoot.Linux;
using PrepareRoot.Mounting;
using PrepareRoot.Requests;

namespace PrepareRoot.Run;

/// <summary>
/// <c>/run</c>, which holds the record. The record's files are written before the commit, as files
/// without a name (O_TMPFILE). So a full <c>/run</c> is detected before the commit, and a process
/// that is killed leaves no record. The files get their names right before the new root is put in
/// place.
/// </summary>
internal sealed class RunDirectory : IPublication, IDisposable
{
    /// <summary>Where it is mounted.</summary>
    internal const string Path = "/run";

    /// <summary>The record, in it.</summary>
    internal const string JsonName = "prepare-root.json";

    /// <summary>The most bytes that the record may have.</summary>
    internal const int JsonBound = 1024 * 1024;

    private const string OstreeBootedName = "ostree-booted";
    private const string VolatileRootName = "systemd/volatile-root";

    private readonly FileDescriptor _run;
    private readonly List<(string Name, FileDescriptor Content)> _files = [];
    private readonly List<string> _published = [];
    private readonly List<string> _made = [];
    private BootRecord? _record;

    private RunDirectory(FileDescriptor run) => _run = run;

    public static Result<RunDirectory> Open()
    {
        var errno = Files.Open(null, Path, Files.O_RDONLY | Files.O_DIRECTORY, 0, out var run);
        return errno == Errno.None ? new RunDirectory(run) : errno.ToFault(FaultCode.RunMissing, Path);
    }

    /// <summary>Whether an earlier run left a record of the root with this status.</summary>
    public bool HasRecordOf(FileStatus root)
    {
        if (Files.Open(_run, JsonName, Files.O_RDONLY | Files.O_NOFOLLOW, 0, out var file) != Errno.None)
            return false;
        using (file)
        {
            return Files.ReadToEnd(file, JsonBound, out var content) == Errno.None
                && BootRecord.Describes(Encoding.UTF8.GetString(content), root);
        }
    }

    /// <summary>Writes the record into files without a name.</summary>
    public Fault? Write(BootRecord record)
    {
        _record = record;
        if (record.Deployment.Backend.KeepsTransientStateInRun && Write(OstreeBootedName, record.ToOstreeBooted()) is { } fault)
            return fault;
        return Write(JsonName, record.ToJson());
    }

    /// <summary>
    /// Gives the files their names, replacing those of an earlier run, and makes the directories
    /// and the link that libostree's and systemd's tools look for.
    /// </summary>
    public Fault? Publish()
    {
        var fault = MakeOstreeDirectories() ?? MakeVolatileRoot();
        for (var i = 0; fault is null && i < _files.Count; i++)
            fault = Link(_files[i].Content, _files[i].Name);
        if (fault is not null)
            Withdraw();
        return fault;
    }

    /// <inheritdoc/>
    public void Withdraw()
    {
        foreach (var name in _published)
            Files.Unlink(_run, name);
        _published.Clear();
        for (var i = _made.Count - 1; i >= 0; i--)
            Files.RemoveDirectory(_run, _made[i]);
        _made.Clear();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var (_, content) in _files)
            content.Dispose();
        _run.Dispose();
    }

    private Fault? Write(string name, byte[] content)
    {
        var errno = Files.Open(_run, ".", Files.O_RDWR | Files.O_TMPFILE, 0, out var file, Permissions.File);
        if (errno != Errno.None)
            return Unwritable(name, errno);
        _files.Add((name, file));
        errno = Files.Write(file, content);
        if (errno == Errno.None)
            errno = Files.SetPermissions(file, Permissions.File);
        return errno == Errno.None ? null : Unwritable(name, errno);
    }

    private Fault? Link(FileDescriptor content, string name)
    {
        var errno = Files.Link(content, _run, name);
        if (errno == Errno.EEXIST)
        {
            // linkat does not replace a name; renameat does.
            var temporary = "." + name + ".new";
            Files.Unlink(_run, temporary);
            errno = Files.Link(content, _run, temporary);
            if (errno == Errno.None)
                errno = Files.Rename(_run, temporary, name);
            if (errno != Errno.None)
                Files.Unlink(_run, temporary);
        }
        if (errno != Errno.None)
            return Unwritable(name, errno);
        _published.Add(name);
        return null;
    }

    // libostree's generator and its soft reboot look for the first two. libostree mounts the image
    // on the third, and makes it before it checks whether there is an image.
    private Fault? MakeOstreeDirectories()
    {
        if (!_record!.Deployment.Backend.KeepsTransientStateInRun)
            return null;
        return MakeDirectory("ostree", Permissions.Directory)
            ?? MakeDirectory("ostree/.private", Permissions.ClosedDirectory)
            ?? (_record.Policy.Composefs == ComposefsMode.Disabled
                ? null
                : MakeDirectory("ostree/.private/cfsroot-lower", Permissions.PrivateDirectory));
    }

    private Fault? MakeVolatileRoot()
    {
        if (VolatileRoot.Of(_record!) is not { } device)
            return null;
        if (MakeDirectory("systemd", Permissions.Directory) is { } fault)
            return fault;
        var target = "/dev/block/" + device;
        var errno = Files.MakeSymbolicLink(target, _run, VolatileRootName);
        if (errno == Errno.EEXIST)
        {
            Files.Unlink(_run, VolatileRootName);
            errno = Files.MakeSymbolicLink(target, _run, VolatileRootName);
        }
        if (errno != Errno.None)
            return Unwritable(VolatileRootName, errno);
        _published.Add(VolatileRootName);
        return null;
    }

    private Fault? MakeDirectory(string name, uint permissions)
    {
        var errno = Files.MakeDirectory(_run, name, permissions);
        if (errno == Errno.None)
            _made.Add(name);
        return errno is Errno.None or Errno.EEXIST ? null : Unwritable(name, errno);
    }

    private static Fault Unwritable(string name, Errno errno) => errno.ToFault(FaultCode.RecordUnwritable, Path + "/" + name);
}
