using System;
using System.Collections.Generic;
using System.Linq;
using PrepareRoot.Ctl.Planning;
using PrepareRoot.Deployments;
using PrepareRoot.Faults;
using PrepareRoot.Formats;
using PrepareRoot.Initramfs;
using PrepareRoot.Linux;
using PrepareRoot.Mounting;

namespace PrepareRoot.Ctl.Resetting;

/// <summary>
/// Gives a deployment the <c>/etc</c> and <c>/var</c> of its image again, and back what they were.
/// </summary>
internal sealed class FactoryReset : IDisposable
{
    private readonly Resources _open = new();
    private readonly PlannedBoot _boot;
    private readonly Deployment _deployment;
    private readonly FileDescriptor _disk;

    private FactoryReset(PlannedBoot boot, FileDescriptor disk)
    {
        (_boot, _deployment) = (boot, boot.Deployment!);
        _disk = _open.Add(disk);
    }

    /// <summary>Opens the deployment of a boot.</summary>
    /// <remarks>
    /// The process must have a mount namespace of its own. The running system has its disk read-only at
    /// <c>/sysroot</c>; a clone of the mount is writable for this process alone.
    /// </remarks>
    internal static FactoryReset Open(PlannedBoot boot)
    {
        if (boot.Deployment is null)
            throw FailureException.Of(boot.Refusal!);
        var errno = Mounts.Clone(boot.Disk!.Root, recursive: false, out var disk);
        if (errno == Errno.None)
            errno = Mounts.Change(disk, 0, Mounts.MOUNT_ATTR_RDONLY, 0);
        if (errno != Errno.None)
            throw new FailureException(boot.Disk.Path + ": " + errno.Message());
        var reset = new FactoryReset(boot, disk);
        try
        {
            reset.Lock();
            reset.RefuseRoot();
            return reset;
        }
        catch (FailureException)
        {
            reset.Dispose();
            throw;
        }
    }

    /// <summary>Resets <c>/etc</c>.</summary>
    /// <param name="withVar">Whether <c>/var</c> is reset, too.</param>
    /// <param name="time">When it is done: a part of the names of the old states.</param>
    /// <returns>Lines about what was done.</returns>
    internal IEnumerable<string> Reset(bool withVar, DateTimeOffset time)
    {
        if (_boot.Refusal is { } refusal)
            throw FailureException.Of(refusal);
        var isOverlay = IsOverlay();
        var states = new List<StateDirectory> { Directory(_deployment.Etc) };
        if (withVar)
            states.Add(Directory(_deployment.Var));
        using var image = ImageRoot.Of(_boot);
        var etc = image.Read(_deployment.Backend.EtcInImage)
            ?? throw new FailureException("image:/" + _deployment.Backend.EtcInImage + ": " + Errno.ENOENT.Message());
        states[0].Prepare((directory, path) => FillEtc(directory, new TreeCopy(etc, path), path, isOverlay));
        if (withVar && image.Read("var") is { } var)
            states[1].Prepare((directory, path) => new TreeCopy(var, path).WriteTo(directory));
        else if (withVar)
            states[1].Prepare((_, _) => { });
        // All is made, and only names change from here on.
        DetachMounts();
        return [.. states.Select(state => state.Path + ": as in the image; what it was is beside it, " + state.Commit(StateDirectory.TimeOf(time)))];
    }

    /// <summary>Takes the last reset back, or its undoing.</summary>
    /// <returns>Lines about what was done.</returns>
    internal IEnumerable<string> Undo()
    {
        var (etc, var) = (Directory(_deployment.Etc), Directory(_deployment.Var));
        // If a reset of both was interrupted, only one has it.
        DetachMounts();
        var time = new[] { etc.LastReset(), var.LastReset() }.Max(StringComparer.Ordinal) ?? throw new FailureException(etc.Path + ": was not reset");
        return
        [
            .. from state in new[] { etc, var }
               where state.WasReset(time)
               select state.Path + ": as before the reset of " + time + "; what it was since then is beside it, " + state.Undo(time),
        ];
    }

    /// <inheritdoc/>
    public void Dispose() => _open.Dispose();

    private void Lock()
    {
        Check(_boot.Disk!.Path, Files.Open(_disk, ".", Files.O_RDONLY | Files.O_DIRECTORY, 0, out var directory));
        var errno = Files.TryLock(_open.Add(directory));
        if (errno == Errno.EAGAIN)
            throw new FailureException(_boot.Disk.Path + ": another prepare-rootctl is changing it");
        Check(_boot.Disk.Path, errno);
    }

    // Whether the boot mounts /etc as an overlay over that of the image, and not a copy of it.
    private bool IsOverlay()
    {
        var target = Location.New("etc");
        var overlay = _boot.Plan!.Steps.OfType<MountOverlay>().FirstOrDefault(step => step.Target == target);
        return overlay?.Writes?.Upper.Area is not (Area.Run or Area.Memory)
            ? overlay is not null
            : throw FailureException.Of(new Fault(FaultCode.ConfigurationContradictory, "the configuration keeps changes to /etc in memory: each boot resets it"));
    }

    // A directory on which something is mounted in this namespace can't be renamed (EBUSY). If it is in
    // another one, it can, and the mount stays on it. libostree's var has one below /sysroot.
    private void DetachMounts()
    {
        if (_boot.Disk!.Path.Length > 0)
            Mounts.Detach(_boot.Disk.Path);
    }

    // Without composefs the root of the running system is the directory of the deployment, and its
    // /etc the name that would be exchanged.
    private void RefuseRoot()
    {
        if (Files.Status(null, "/", out var root) == Errno.None && root.IsSameFile(_deployment.Directory))
            throw new FailureException(_boot.Disk!.Show(_deployment.Path) + ": is the root of the running system, which would have another /etc at once: boot another deployment");
    }

    private static void FillEtc(FileDescriptor directory, TreeCopy copy, string path, bool isOverlay)
    {
        if (!isOverlay)
        {
            copy.WriteTo(directory);
            return;
        }
        // The attributes of /etc are those of the upper directory.
        Make(directory, path, "upper", copy.CopyRootAttributes);
        Make(directory, path, "work", work => Check(path + "/work", Files.SetPermissions(work, Permissions.PrivateDirectory)));
    }

    private static void Make(FileDescriptor directory, string path, string name, Action<FileDescriptor> finish)
    {
        Check(path + "/" + name, Files.MakeDirectory(directory, name, Permissions.PrivateDirectory));
        Check(path + "/" + name, Files.Open(directory, name, Files.O_RDONLY | Files.O_DIRECTORY, Files.RESOLVE_NO_SYMLINKS, out var made));
        using (made)
            finish(made);
    }

    // bootc's var is a link to the directory that all deployments share. No other link is followed:
    // what it leads to may be anything that the disk needs.
    private StateDirectory Directory(string path)
    {
        const string shared = "/state/os/";
        var shown = _boot.Disk!.Show(path);
        Check(shown, ResolvedPath.Find(_disk, "/" + path, out var resolved));
        if (resolved != "/" + path && !resolved.StartsWith(shared, StringComparison.Ordinal))
            throw new FailureException(shown + ": must be a directory, or a link to one in " + shared + ", but leads to " + OffendingText.Quote(resolved));
        return _open.Add(StateDirectory.Open(_boot.Disk.Path, _disk, resolved[1..]));
    }

    private static void Check(string path, Errno errno)
    {
        if (errno != Errno.None)
            throw new FailureException(path + ": " + errno.Message());
    }
}
