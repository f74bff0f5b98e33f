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

    /// <summary>Where what only root may read is, in it.</summary>
    internal const string PrivateName = "prepare-root";

    /// <summary>What the initramfs said, in it.</summary>
    internal const string InitramfsName = PrivateName + "/initramfs.json";

    /// <summary>libostree's own record, in it.</summary>
    internal const string OstreeBootedName = "ostree-booted";

    private const string VolatileRootName = "systemd/volatile-root";

    private readonly FileDescriptor _run;
    private readonly List<(string Name, FileDescriptor Content)> _files = [];
    private readonly List<string> _published = [];
    private readonly List<string> _made = [];
    private readonly List<(string Name, string Kept)> _replaced = [];
    private BootRecord? _record;
    private DeviceNumber? _volatileRoot;

    private RunDirectory(FileDescriptor run) => _run = run;

    /// <summary>
    /// Opens it, and locks it until it is disposed: a second run waits for the first, and then finds
    /// its record.
    /// </summary>
    public static Result<RunDirectory> Open()
    {
        var errno = Files.Open(null, Path, Files.O_RDONLY | Files.O_DIRECTORY, 0, out var run);
        if (errno != Errno.None)
            return errno.ToFault(FaultCode.RunMissing, Path);
        errno = Files.Lock(run);
        if (errno == Errno.None)
            return new RunDirectory(run);
        run.Dispose();
        return errno.ToFault(FaultCode.RecordUnwritable, Path + ": can't be locked");
    }

    /// <summary>Whether an earlier run left a record of the root with this status.</summary>
    /// <returns>
    /// False, too, for a link, a directory and a file that is too large: they are no record.
    /// <see cref="FaultCode.RecordUnwritable"/> if a record can't be read.
    /// </returns>
    public Result<bool> HasRecordOf(FileStatus root)
    {
        var errno = Files.Open(_run, JsonName, Files.O_RDONLY | Files.O_NOFOLLOW, 0, out var file);
        if (errno is Errno.ENOENT or Errno.ELOOP)
            return false;
        if (errno != Errno.None)
            return Unwritable(JsonName, errno);
        using (file)
        {
            errno = Files.ReadToEnd(file, JsonBound, out var content);
            if (errno is Errno.EISDIR or Errno.EOVERFLOW)
                return false;
            return errno == Errno.None ? BootRecord.Describes(Encoding.UTF8.GetString(content), root) : Unwritable(JsonName, errno);
        }
    }

    /// <summary>
    /// Removes what <see cref="Replace"/> kept, if a run was killed after the new root was in place.
    /// </summary>
    public void RemoveKept()
    {
        foreach (var name in (ReadOnlySpan<string>)[JsonName, OstreeBootedName, VolatileRootName, InitramfsName])
            Files.Unlink(_run, Kept(name));
    }

    /// <summary>Writes the record into files without a name.</summary>
    /// <param name="record">What was verified and is about to be put in place.</param>
    /// <param name="initramfs">
    /// The files of the initramfs that were read, as JSON: a soft reboot verifies by them.
    /// </param>
    public Fault? Write(BootRecord record, byte[] initramfs)
    {
        _record = record;
        var errno = VolatileRoot.Find(record, out _volatileRoot);
        if (errno != Errno.None)
            return errno.ToFault(FaultCode.RecordUnwritable, Path + "/" + VolatileRootName + ": finding the device of the root");
        if (record.Deployment.Backend.KeepsTransientStateInRun && Write(OstreeBootedName, record.ToOstreeBooted()) is { } fault)
            return fault;
        // libostree's generator looks for it, and removes it.
        if (record.Policy.MountsVar && Write(TransientDirectories.MountVarMarker.Path, []) is { } unwritten)
            return unwritten;
        return Write(JsonName, record.ToJson()) ?? Write(InitramfsName, initramfs, Permissions.PrivateFile);
    }

    /// <summary>
    /// Gives the files their names, replacing those of an earlier run, and makes the directories
    /// and the link that libostree's and systemd's tools look for.
    /// </summary>
    public Fault? Publish()
    {
        var fault = MakeOstreeDirectories() ?? MakeVolatileRoot() ?? MakeDirectory(PrivateName, Permissions.PrivateDirectory);
        for (var i = 0; fault is null && i < _files.Count; i++)
            fault = Link(_files[i].Content, _files[i].Name);
        if (fault is not null)
            Withdraw();
        return fault;
    }

    /// <inheritdoc/>
    public void Withdraw()
    {
        foreach (var (name, kept) in _replaced)
        {
            Files.Exchange(_run, kept, name);
            Files.Unlink(_run, kept);
        }
        _replaced.Clear();
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
        foreach (var (_, kept) in _replaced)
            Files.Unlink(_run, kept);
        foreach (var (_, content) in _files)
            content.Dispose();
        _run.Dispose();
    }

    private Fault? Write(string name, byte[] content, uint permissions = Permissions.File)
    {
        var errno = Files.Open(_run, ".", Files.O_RDWR | Files.O_TMPFILE, 0, out var file, permissions);
        if (errno != Errno.None)
            return Unwritable(name, errno);
        _files.Add((name, file));
        errno = Files.Write(file, content);
        return errno == Errno.None ? null : Unwritable(name, errno);
    }

    private Fault? Link(FileDescriptor content, string name)
    {
        var errno = Files.Link(content, _run, name);
        if (errno == Errno.None)
            _published.Add(name);
        else if (errno == Errno.EEXIST)
            errno = Replace(name, temporary => Files.Link(content, _run, temporary));
        return errno == Errno.None ? null : Unwritable(name, errno);
    }

    // The earlier file is kept under a temporary name until the new root is in place.
    private Errno Replace(string name, Func<string, Errno> make)
    {
        var errno = Files.Status(_run, name, out var earlier);
        if (errno == Errno.None && earlier.Type == FileType.Directory)
            errno = Errno.EISDIR;
        if (errno != Errno.None)
            return errno;
        var temporary = Kept(name);
        // One that a killed run left.
        Files.Unlink(_run, temporary);
        errno = make(temporary);
        if (errno == Errno.None)
        {
            errno = Files.Exchange(_run, temporary, name);
            if (errno == Errno.None)
                _replaced.Add((name, temporary));
            else
                Files.Unlink(_run, temporary);
        }
        return errno;
    }

    private static string Kept(string name)
    {
        var start = name.LastIndexOf('/') + 1;
        return name[..start] + "." + name[start..] + ".new";
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
        if (_volatileRoot is not { } device)
            return null;
        if (MakeDirectory("systemd", Permissions.Directory) is { } fault)
            return fault;
        var target = "/dev/block/" + device;
        var errno = Files.MakeSymbolicLink(target, _run, VolatileRootName);
        if (errno == Errno.None)
            _published.Add(VolatileRootName);
        else if (errno == Errno.EEXIST)
            errno = Replace(VolatileRootName, temporary => Files.MakeSymbolicLink(target, _run, temporary));
        return errno == Errno.None ? null : Unwritable(VolatileRootName, errno);
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
