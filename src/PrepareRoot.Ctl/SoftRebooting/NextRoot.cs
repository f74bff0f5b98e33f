using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Text;
using PrepareRoot.Ctl.Assembling;
using PrepareRoot.Ctl.Inputs;
using PrepareRoot.Ctl.Planning;
using PrepareRoot.Ctl.Running;
using PrepareRoot.Faults;
using PrepareRoot.Formats;
using PrepareRoot.Initramfs;
using PrepareRoot.Linux;
using PrepareRoot.Mounting;
using PrepareRoot.Requests;
using PrepareRoot.Run;

namespace PrepareRoot.Ctl.SoftRebooting;

/// <summary>
/// The root that a soft reboot switches to: what is mounted at <c>/run/nextroot</c>
/// (<c>systemd-soft-reboot.service(8)</c>).
/// </summary>
internal static class NextRoot
{
    /// <summary>Where it is.</summary>
    internal const string Path = RunDirectory.Path + "/nextroot";

    private const int OstreeBound = 64 * 1024;

    /// <summary>Whether a root is there, ours or that of another program.</summary>
    internal static bool IsThere => MountInfo.Topmost(MountInfo.Read(), Path) is not null;

    /// <summary>Whether the root that is there is one that <see cref="Put"/> put there.</summary>
    internal static bool IsVerified =>
        Files.Status(null, Path, out var status) == Errno.None
        && InitramfsFile.Read(null, NextRecord.Path, RunDirectory.JsonBound).Try(out var record, out _)
        && record.Content is { } content
        && BootRecord.Describes(Encoding.UTF8.GetString(content), status);

    /// <summary>Assembles the root of a deployment, and puts it there.</summary>
    /// <param name="boot">A boot of it, with a plan.</param>
    internal static Fault? Put(PlannedBoot boot)
    {
        if (TargetRoot.RefuseStateInRun(boot.Plan!) is { } refused)
            return refused;
        var errno = Files.MakeDirectory(null, Path, Permissions.Directory);
        if (errno is not (Errno.None or Errno.EEXIST))
            return errno.ToFault(FaultCode.DirectoryMissing, Path);
        if (!Place.Of(new Options(boot.Disk!.Path) { Target = Path }, boot.Disk).Try(out var place, out var fault)
            || !Assembler.Assemble(boot.Disk, boot.Source!, boot.Plan!).Try(out var root, out fault))
        {
            return fault;
        }
        using (root)
        {
            var record = new BootRecord(boot.Request!.Policy, place, boot.Disk, boot.Deployment!, boot.Source!.Facts, root);
            if (RunningKernel.RefuseWithoutModules(root.Tree) is { } other)
                return other;
            Remove();
            return place.Commit(root, new NextRecord(record));
        }
    }

    /// <summary>Removes what is there, and its records: a soft reboot then restarts the running root.</summary>
    internal static void Remove()
    {
        NextRecord.Remove();
        while (IsThere)
        {
            var errno = Mounts.Detach(Path);
            if (errno != Errno.None)
                throw new FailureException(Path + ": can't be unmounted: " + errno.Message());
        }
    }

    /// <summary>The entry of the deployment that libostree put there.</summary>
    /// <returns>Its boot; the caller disposes it.</returns>
    internal static PlannedBoot OfLibostree(IReadOnlyList<DiskEntry> entries, Func<SelectedBoot, PlannedBoot> plan)
    {
        var (device, inode) = ReadPrepared();
        var notes = new List<string>();
        foreach (var entry in entries)
        {
            var boot = plan(entry.Read(notes));
            if (boot.Deployment?.Directory is { } found && found.Device.Packed == device && found.Inode == inode)
                return boot;
            boot.Dispose();
        }
        throw new FailureException(NextRecord.OstreePath + ": no boot entry has this deployment (device " + device.Text() + ", inode " + inode.Text() + ")");
    }

    // A GVariant a{sv}, as /run/ostree-booted is.
    private static (ulong Device, ulong Inode) ReadPrepared()
    {
        if (!InitramfsFile.Read(null, NextRecord.OstreePath, OstreeBound).Try(out var file, out var fault))
            throw FailureException.Of(fault);
        if (file.Content is null)
            throw new FailureException(Path + ": another program mounted it, and there is no " + NextRecord.OstreePath + " that says what it is");
        return GVariantDictionaryReader.TryRead(file.Content, out var dictionary)
            && dictionary.Find("backing-root-device-inode"u8, "(tt)"u8, out var value) == GVariantLookup.Found && value.Length == 2 * sizeof(ulong)
            ? (BinaryPrimitives.ReadUInt64LittleEndian(value), BinaryPrimitives.ReadUInt64LittleEndian(value[sizeof(ulong)..]))
            : throw new FailureException(NextRecord.OstreePath + ": must name a deployment (backing-root-device-inode), but does not");
    }
}
