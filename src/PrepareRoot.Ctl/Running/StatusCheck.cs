using System;
using System.Collections.Generic;
using System.Linq;
using PrepareRoot.Ctl.Planning;
using PrepareRoot.Requests;

namespace PrepareRoot.Ctl.Running;

/// <summary>Compares the record of the boot with what the kernel says. Pure.</summary>
/// <param name="record">The record.</param>
/// <param name="table">The mount table.</param>
/// <param name="image">The digest of the image now.</param>
/// <param name="configured">
/// <c>composefs.enabled</c> of this system's files; null: it is not set.
/// </param>
/// <param name="resolve">Resolves the links in a path from the root of the disk.</param>
internal sealed class StatusCheck(
    RunRecord record, IReadOnlyList<MountInfo> table, MeasuredImage image, ComposefsMode? configured, Func<string, string> resolve)
{
    private const string Overlay = "overlay";
    private const string RequireVerity = "verity=require";
    private const string ReadOnlyMode = "read-only";

    private readonly List<Difference> _differences = [];
    private readonly List<RunningMount> _mounts = [];
    private readonly List<string> _notes = [];

    /// <summary>The report.</summary>
    internal StatusReport Report()
    {
        CheckRoot();
        foreach (var mount in RecordedMount.Of(record.Plan))
        {
            if (mount.Target != "/")
                Check(mount);
            else if (mount.From is { } tree && DiskRoot() is { } disk && MountInfo.Topmost(table, "/") is { } root)
                Compare("/: directory of the disk", Join(disk, tree), root.Root);
        }
        AddOthers();
        CheckImage();
        return new StatusReport
        {
            Prepared = true,
            Agrees = _differences.Count == 0,
            Backend = record.Backend,
            Deployment = record.Deployment,
            Enabled = record.Enabled,
            Image = record.Image is { } path ? new ImageReport(path, record.Digest) : null,
            Trust = new TrustReport(record.Trust, Because(), null, null),
            RootMode = record.RootMode,
            Hotfix = record.Hotfix,
            Mounts = _mounts,
            Differences = _differences,
            Weaker = Weaker(),
            Notes = _notes,
        };
    }

    private void CheckRoot()
    {
        if (MountInfo.Topmost(table, "/") is not { } root)
        {
            _notes.Add("/ is not in the mount table: this process has another root directory");
            return;
        }
        Add(root, recorded: true);
        if (!record.IsImage)
            return;
        Compare("/: type", Overlay, root.Type);
        if (root.Type != Overlay)
            return;
        if (record.RequiresVerity)
            Compare("/: verity", RequireVerity, root.SuperOptions.FirstOrDefault(option => option.StartsWith("verity=", StringComparison.Ordinal)));
        // An overlay with a writable layer can be remounted. One without it can't be written to.
        var isWritable = root.SuperOptions.Any(option => option.StartsWith("upperdir", StringComparison.Ordinal));
        Compare("/: writable layer", Word(record.RootMode != ReadOnlyMode), Word(isWritable));
        if (record.RootMode == ReadOnlyMode)
            Compare("/: access", "ro", root.IsReadOnly ? "ro" : "rw");
    }

    private void Check(RecordedMount recorded)
    {
        if (MountInfo.Topmost(table, recorded.Target) is not { } mount)
        {
            if (!recorded.IsConditional)
                _differences.Add(new Difference(recorded.Target, "mounted", null));
            return;
        }
        var expected = recorded.From is { } from && DiskRoot() is { } disk ? Join(disk, resolve(from)) : null;
        // The boot may not have made it, and the system may have mounted something else.
        Add(mount, recorded: !recorded.IsConditional || mount.Root == expected);
        if (recorded.IsConditional)
            return;
        if (recorded.Type == Overlay)
            Compare(recorded.Target + ": type", Overlay, mount.Type);
        else if (expected is not null)
            Compare(recorded.Target + ": directory of the disk", expected, mount.Root);
        if (recorded.Access.Length > 0)
            Compare(recorded.Target + ": access", recorded.Access, mount.IsReadOnly ? "ro" : "rw");
    }

    // The directory of its file system that the disk is.
    private string? DiskRoot() => MountInfo.Topmost(table, Options.DefaultSysroot)?.Root;

    private static string Join(string disk, string path)
    {
        var relative = path.Trim('/');
        return relative.Length == 0 ? disk : disk.TrimEnd('/') + "/" + relative;
    }

    // Overlays over parts of the image: ostree admin unlock, systemd-sysext and -confext.
    private void AddOthers()
    {
        foreach (var mount in table.Where(mount => mount.Type == Overlay && IsPartOfImage(mount.MountPoint)))
        {
            if (_mounts.Exists(known => known.Target == mount.MountPoint))
                continue;
            Add(mount, recorded: false);
            _notes.Add(mount.MountPoint + ": another program mounted an overlay over it, which is not in the record");
        }
    }

    private static bool IsPartOfImage(string mountPoint) =>
        mountPoint is "/usr" or "/opt" or "/etc" || mountPoint.StartsWith("/usr/", StringComparison.Ordinal);

    private void CheckImage()
    {
        if (record.Digest is not { } digest)
            return;
        if (image.Digest is null && image.Problem is { } problem)
            _differences.Add(new Difference("image", digest, problem));
        else
            Compare("image", digest, image.Digest);
    }

    private List<string> Weaker()
    {
        var weaker = new List<string>();
        if (configured is { } mode && ComposefsModes.Parse(record.Enabled) is { } enabled && enabled < mode)
            weaker.Add("this system's configuration has composefs.enabled = " + mode.Name() + ", this boot had " + record.Enabled + ": the initramfs has an older copy");
        if (record.IsImage && !record.RequiresVerity)
            weaker.Add("no file is verified");
        if (record.Hotfix)
            weaker.Add("/usr has a hotfix, which is not verified");
        return weaker;
    }

    private string Because() => record.Trust switch
    {
        "signature" => "the image is signed by a key of the initramfs",
        "command-line" => "the kernel command line named the digest",
        "integrity" => "not authenticated: files are verified against the image, and the image may be any",
        _ => "nothing is verified",
    };

    private void Add(MountInfo mount, bool recorded) =>
        _mounts.Add(new RunningMount(mount.MountPoint, mount.Type, mount.IsReadOnly ? "ro" : "rw", mount.Type == Overlay ? mount.Source : mount.Root, recorded));

    private void Compare(string what, string expected, string? found)
    {
        if (expected != found)
            _differences.Add(new Difference(what, expected, found));
    }

    private static string Word(bool value) => value ? "yes" : "no";
}
