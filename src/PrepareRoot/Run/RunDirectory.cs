using System;
using System.Collections.Generic;
using PrepareRoot.Deployments;
using PrepareRoot.Faults;
using PrepareRoot.Linux;
using PrepareRoot.Mounting;
using PrepareRoot.Requests;

namespace PrepareRoot.Run;

/// <summary>
/// <c>/run</c>, where the record is left. The files are written before anything is mounted for all to see, without names, so a
/// full /run is found out in time and a run that is killed leaves nothing but empty directories of what is transient; they get their names at the very end.
/// </summary>
internal sealed class RunDirectory : IDisposable
{
    private const string Path = "/run";
    private const string JsonName = "prepare-root.json";
    private const string OstreeBootedName = "ostree-booted";
    private const string VolatileRootName = "systemd/volatile-root";
    private const int JsonBound = 1024 * 1024;
    private const uint FilePermissions = 0x1a4; // 0644
    private const uint Permissions = 0x1ed; // 0755
    private const uint PrivatePermissions = 0x1c0; // 0700

    // libostree's ostree-remount labels what is written to a transient root and /etc; it looks for them here.
    private const string TransientRoot = "ostree/.private/root";
    private const string TransientEtc = "ostree/transient-etc.";

    // Somebody in the initramfs wants /var before the system's own units are there to mount it.
    private const string MountVarMarker = "ostree/initramfs-mount-var";

    private readonly FileDescriptor _run;
    private readonly List<(string Name, FileDescriptor Content)> _files = [];
    private readonly List<string> _published = [];
    private readonly List<string> _made = [];
    private BootRecord? _record;
    private bool _kept;

    private RunDirectory(FileDescriptor run) => _run = run;

    /// <summary>Opens it.</summary>
    public static Result<RunDirectory> Open()
    {
        var errno = Files.Open(null, Path, Files.O_RDONLY | Files.O_DIRECTORY, 0, out var run);
        return errno == Errno.None ? new RunDirectory(run) : new Fault(FaultCode.RunMissing, Path + ": " + errno.Message());
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

    /// <summary>
    /// What there is to know of <c>/run</c> before the plan is made. For libostree, where all can see what is transient, the
    /// directories for that are made; they are taken away again unless <see cref="Keep"/> is called.
    /// </summary>
    public Result<RunState> MakeState(RootPolicy policy)
    {
        var state = RunState.Unseen;
        if (policy.Backend != Backend.Ostree)
            return state;
        if (Files.Status(_run, MountVarMarker, out _) == Errno.None)
            state = state with { MountsVar = true };
        if (policy.Root != RootMode.ReadOnly)
        {
            if ((MakeOstreeDirectories() ?? MakeDirectory(TransientRoot, Permissions) ?? MakeWrites(TransientRoot, PrivatePermissions)) is { } fault)
                return fault;
            state = state with { TransientRoot = Location.Run(TransientRoot) };
        }
        if (policy.EtcMount == MountKind.Transient)
        {
            if (MakeDirectory("ostree", Permissions) is { } fault)
                return fault;
            var errno = Files.MakeUniqueDirectory(Path + "/" + TransientEtc, out var path);
            if (errno != Errno.None)
                return Unwritable(TransientEtc + "*", errno);
            var etc = path[(Path.Length + 1)..];
            _made.Add(etc);
            if (MakeWrites(etc, Permissions) is { } unwritable)
                return unwritable;
            state = state with { TransientEtc = Location.Run(etc) };
        }
        return state;
    }

    /// <summary>What was made stays: the new root uses it.</summary>
    public void Keep() => _kept = true;

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
        if (_record!.Deployment.Backend == Backend.Ostree && (MakeOstreeDirectories() ?? MakeImageDirectory(_record.Policy)) is { } ostree)
            return Withdrawn(ostree);
        if (VolatileRoot.Of(_record) is { } device && MakeVolatileRoot(device) is { } link)
            return Withdrawn(link);
        foreach (var (name, content) in _files)
        {
            if (Link(content, name) is { } fault)
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

    private Fault? Link(FileDescriptor content, string name)
    {
        var errno = Files.Link(content, _run, name);
        if (errno == Errno.EEXIST)
        {
            // A file without a name can't replace one that has it: by way of a third.
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

    // libostree's generator and its soft reboot look for these; .private is closed to everyone but root.
    private Fault? MakeOstreeDirectories() => MakeDirectory("ostree", Permissions) ?? MakeDirectory("ostree/.private", 0);

    // Where libostree mounts the image: it makes it before it looks whether there is one.
    private Fault? MakeImageDirectory(RootPolicy policy) =>
        policy.Composefs == ComposefsMode.Disabled ? null : MakeDirectory("ostree/.private/cfsroot-lower", PrivatePermissions);

    // overlayfs makes a directory of its own in work.
    private Fault? MakeWrites(string directory, uint workPermissions)
    {
        var fault = MakeDirectory(directory + "/upper", Permissions) ?? MakeDirectory(directory + "/work", workPermissions);
        _made.Add(directory + "/work/work");
        return fault;
    }

    private Fault? MakeDirectory(string name, uint permissions)
    {
        var errno = Files.MakeDirectory(_run, name, permissions);
        if (errno == Errno.None)
            _made.Add(name);
        return errno is Errno.None or Errno.EEXIST ? null : Unwritable(name, errno);
    }

    private Fault? MakeVolatileRoot(DeviceNumber device)
    {
        if (MakeDirectory("systemd", Permissions) is { } fault)
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
        new(FaultCode.RecordUnwritable, Path + "/" + name + ": " + errno.Message());

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_kept)
            Withdraw();
        foreach (var (_, content) in _files)
            content.Dispose();
        _run.Dispose();
    }
}
