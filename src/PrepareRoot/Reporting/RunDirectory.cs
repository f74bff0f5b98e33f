using System;
using System.Collections.Generic;
using PrepareRoot.Configuration;
using PrepareRoot.Linux;

namespace PrepareRoot.Reporting;

/// <summary>
/// <c>/run</c>, where the record is left. The files are written before anything is mounted for all to see, without names, so a
/// full /run is found out in time and a run that is killed leaves nothing; they get their names at the very end.
/// </summary>
public sealed class RunDirectory : IDisposable
{
    private const string Path = "/run";
    private const string JsonName = "prepare-root.json";
    private const string OstreeBootedName = "ostree-booted";
    private const string VolatileRootName = "systemd/volatile-root";
    private const string VarMarkerName = "ostree/initramfs-mount-var";
    private const string GptAutoRoot = "/dev/gpt-auto-root";
    private const int JsonBound = 1024 * 1024;
    private const uint FilePermissions = 0x1a4; // 0644

    private readonly FileDescriptor _run;
    private readonly List<(string Name, FileDescriptor Content)> _files = [];
    private readonly List<string> _published = [];
    private readonly List<string> _made = [];
    private BootRecord? _record;

    private RunDirectory(FileDescriptor run) => _run = run;

    /// <summary>Opens it.</summary>
    public static Result<RunDirectory> Open()
    {
        var errno = Files.Open(null, Path, Files.O_RDONLY | Files.O_DIRECTORY, 0, out var run);
        return errno == Errno.None ? new RunDirectory(run) : new Fault(FaultCode.RunMissing, Path + ": " + errno.Words());
    }

    /// <summary>Whether the record that is there is of this root: whether an earlier run made it.</summary>
    public bool HasRecordOf(FileStatus root)
    {
        var errno = Files.Open(_run, JsonName, Files.O_RDONLY | Files.O_NOFOLLOW, 0, out var file);
        if (errno != Errno.None)
            return false;
        using (file)
        {
            return Files.ReadToEnd(file, JsonBound, out var content) == Errno.None
                && BootRecord.IsOf(System.Text.Encoding.UTF8.GetString(content), root);
        }
    }

    /// <summary>Whether libostree's mark is there by which an initramfs asks for <c>/var</c> to be mounted in it.</summary>
    public bool AsksForVar => Files.Status(_run, VarMarkerName, out _) == Errno.None;

    /// <summary>Writes the record, without names yet.</summary>
    public Fault? Prepare(BootRecord record)
    {
        _record = record;
        if (record.Deployment.Backend == Backend.Ostree && Write(OstreeBootedName, record.ToOstreeBooted()) is { } fault)
            return fault;
        return Write(JsonName, record.ToJson());
    }

    /// <summary>Gives the files their names, replacing what is left of an earlier run, and makes the rest.</summary>
    public Fault? Publish()
    {
        if (_record!.Deployment.Backend == Backend.Ostree && MakeOstreeDirectories() is { } ostree)
            return Withdrawn(ostree);
        if (VolatileRoot() is { } device && MakeVolatileRoot(device) is { } link)
            return Withdrawn(link);
        foreach (var (name, content) in _files)
        {
            if (GiveName(content, name) is { } fault)
                return Withdrawn(fault);
        }
        return null;
    }

    /// <summary>Takes the names, and the directories that were made, away again.</summary>
    public void Withdraw()
    {
        foreach (var name in _published)
            Files.Unlink(_run, name);
        _published.Clear();
        for (var i = _made.Count - 1; i >= 0; i--)
            Files.RemoveDirectory(_run, _made[i]);
        _made.Clear();
    }

    private Fault Withdrawn(Fault fault)
    {
        Withdraw();
        return fault;
    }

    private Fault? Write(string name, byte[] content)
    {
        var errno = Files.Open(_run, ".", Files.O_RDWR | Files.O_TMPFILE, 0, out var file, FilePermissions);
        if (errno != Errno.None)
            return Unwritable(name, errno);
        _files.Add((name, file));
        errno = Files.Write(file, content);
        if (errno == Errno.None)
            errno = Files.SetPermissions(file, FilePermissions);
        return errno == Errno.None ? null : Unwritable(name, errno);
    }

    private Fault? GiveName(FileDescriptor content, string name)
    {
        var errno = Files.GiveName(content, _run, name);
        if (errno == Errno.EEXIST)
        {
            // A file without a name can't replace one that has it: by way of a third.
            var temporary = "." + name + ".new";
            Files.Unlink(_run, temporary);
            errno = Files.GiveName(content, _run, temporary);
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

    // libostree's generator and its soft reboot look for these; .private is closed to everyone but root.
    private Fault? MakeOstreeDirectories() =>
        MakeDirectory("ostree", 0x1ed)
        ?? MakeDirectory("ostree/.private", 0)
        ?? (_record!.Image is null ? null : MakeDirectory("ostree/.private/cfsroot-lower", 0x1c0));

    private Fault? MakeDirectory(string name, uint permissions)
    {
        var errno = Files.MakeDirectory(_run, name, permissions);
        if (errno == Errno.None)
            _made.Add(name);
        return errno is Errno.None or Errno.EEXIST ? null : Unwritable(name, errno);
    }

    // For systemd, the device under a root that is not one: null where there is nothing to say.
    private DeviceNumber? VolatileRoot()
    {
        if (_record!.Image is null)
            return null;
        if (Files.Open(null, GptAutoRoot, Files.O_PATH, 0, out var place) == Errno.None)
        {
            using (place)
            {
                if (Files.Status(place, "", out var status) == Errno.None && status.Type == FileType.BlockDevice)
                    return status.SpecialDevice;
            }
        }
        // Major 0 is no block device but a number that a file system gave itself.
        var disk = _record.Disk.Device;
        return _record.Deployment.Backend == Backend.Ostree && disk.Major != 0 ? disk : null;
    }

    private Fault? MakeVolatileRoot(DeviceNumber device)
    {
        if (MakeDirectory("systemd", 0x1ed) is { } fault)
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

    private static Fault Unwritable(string name, Errno errno) =>
        new(FaultCode.RecordUnwritable, Path + "/" + name + ": " + errno.Words());

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var (_, content) in _files)
            content.Dispose();
        _run.Dispose();
    }
}
