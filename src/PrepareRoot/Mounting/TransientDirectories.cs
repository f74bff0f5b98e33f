using System;
using System.Collections.Generic;
using PrepareRoot.Faults;
using PrepareRoot.Linux;

namespace PrepareRoot.Mounting;

/// <summary>
/// The directories in <c>/run</c> that overlays of a plan write to. They are made right before the
/// plan is executed, and removed again unless the new root is put in place.
/// </summary>
internal sealed class TransientDirectories : IDisposable
{
    /// <summary>The directory that <see cref="Area.Run"/> is.</summary>
    internal const string RunPath = "/run";

    private const string UniqueSuffix = "XXXXXX"; // as in mkdtemp(3)

    private readonly List<string> _made = [];
    private FileDescriptor? _run;

    private TransientDirectories()
    {
    }

    /// <summary>
    /// The directory of libostree's transient root.
    /// </summary>
    internal static Location Root { get; } = Location.Run("ostree/.private/root");

    /// <summary>
    /// The directory of libostree's transient <c>/etc</c>. <c>ostree-remount</c> labels its files.
    /// <c>mkdtemp(3)</c> replaces the suffix.
    /// </summary>
    internal static Location Etc { get; } = Location.Run("ostree/transient-etc." + UniqueSuffix);

    /// <summary>
    /// If this file exists, the initramfs mounts <c>/var</c>, and libostree's generator does not.
    /// </summary>
    internal static Location MountVarMarker { get; } = Location.Run("ostree/initramfs-mount-var");

    /// <summary>The path of libostree's transient <c>/etc</c>; null if the plan has none.</summary>
    internal string? EtcPath { get; private set; }

    /// <summary>Makes the directories of a plan.</summary>
    /// <param name="plan">The plan. On return it has the actual names of the directories.</param>
    internal static Result<TransientDirectories> Make(ref MountPlan plan)
    {
        var directories = new TransientDirectories();
        if (!plan.WritesTo(Area.Run))
            return directories;
        var steps = new MountStep[plan.Steps.Count];
        for (var i = 0; i < steps.Length; i++)
        {
            if (directories.MakeFor(plan.Steps[i], out steps[i]) is { } fault)
            {
                directories.Dispose();
                return fault;
            }
        }
        plan = plan with { Steps = steps };
        return directories;
    }

    /// <summary>Keeps the directories, because the new root uses them.</summary>
    internal void Keep() => _made.Clear();

    /// <inheritdoc/>
    public void Dispose()
    {
        for (var i = _made.Count - 1; i >= 0; i--)
            Files.RemoveDirectory(_run!, _made[i]);
        _made.Clear();
        _run?.Dispose();
        _run = null;
    }

    private Fault? MakeFor(MountStep step, out MountStep made)
    {
        made = step;
        if (step.Writes is not { Upper.Area: Area.Run } writes)
            return null;
        if (OpenRun() is { } missing)
            return missing;
        var directory = writes.Upper.Parent;
        // overlayfs makes work/work with the permissions of work. That of a root must be private.
        var fault = directory == Root
            ? MakeRoot() ?? MakeWrites(directory.Path, Permissions.PrivateDirectory)
            : MakeEtc(ref directory) ?? MakeWrites(directory.Path, Permissions.Directory);
        if (fault is null)
            made = step with { Writes = OverlayWrites.In(directory) };
        return fault;
    }

    private Fault? OpenRun()
    {
        if (_run is not null)
            return null;
        var errno = Files.Open(null, RunPath, Files.O_RDONLY | Files.O_DIRECTORY, 0, out var run);
        if (errno != Errno.None)
            return errno.ToFault(FaultCode.RunMissing, RunPath);
        _run = run;
        return null;
    }

    private Fault? MakeRoot() =>
        MakeDirectory("ostree", Permissions.Directory)
        ?? MakeDirectory("ostree/.private", Permissions.ClosedDirectory)
        ?? MakeDirectory(Root.Path, Permissions.Directory);

    private Fault? MakeEtc(ref Location directory)
    {
        if (MakeDirectory("ostree", Permissions.Directory) is { } fault)
            return fault;
        var prefix = directory.Path[..^UniqueSuffix.Length];
        var errno = Files.MakeUniqueDirectory(RunPath + "/" + prefix, out var path);
        if (errno != Errno.None)
            return Unwritable(prefix + "*", errno);
        EtcPath = path;
        directory = Location.Run(path[(RunPath.Length + 1)..]);
        _made.Add(directory.Path);
        return null;
    }

    private Fault? MakeWrites(string directory, uint workPermissions)
    {
        var fault = MakeDirectory(directory + "/upper", Permissions.Directory) ?? MakeDirectory(directory + "/work", workPermissions);
        // overlayfs makes work/work when it is mounted.
        _made.Add(directory + "/work/work");
        return fault;
    }

    private Fault? MakeDirectory(string path, uint permissions)
    {
        var errno = Files.MakeDirectory(_run, path, permissions);
        if (errno == Errno.None)
            _made.Add(path);
        return errno is Errno.None or Errno.EEXIST ? null : Unwritable(path, errno);
    }

    private static Fault Unwritable(string path, Errno errno) => errno.ToFault(FaultCode.RecordUnwritable, RunPath + "/" + path);
}
