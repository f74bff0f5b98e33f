using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using PrepareRoot.Ctl.Images;
using PrepareRoot.Ctl.Inputs;
using PrepareRoot.Ctl.Planning;
using PrepareRoot.Deployments;
using PrepareRoot.Faults;
using PrepareRoot.Formats;
using PrepareRoot.Linux;
using PrepareRoot.Mounting;

namespace PrepareRoot.Ctl.Checking;

/// <summary>Checks boots of one disk. The objects that several have are checked once.</summary>
/// <param name="deep">Whether the objects are read.</param>
/// <param name="error">Where progress is shown, if it is a terminal.</param>
internal sealed class BootCheck(bool deep, TextWriter error) : IDisposable
{
    private readonly Dictionary<string, ObjectChecker> _objects = new(StringComparer.Ordinal);
    private readonly Resources _open = new();

    /// <summary>Checks a boot.</summary>
    /// <param name="name">Its name; null: that of the deployment.</param>
    /// <param name="input">What it starts from.</param>
    internal BootReport Check(string? name, BootInput input)
    {
        var time = Stopwatch.StartNew();
        var findings = new Findings();
        var notes = new List<string>(input.Notes);
        using var boot = PlannedBoot.Of(input);
        var plan = PlanReports.Of(boot, notes);
        var root = new RootCheck(boot, findings);
        ObjectsReport? objects = null;
        if (boot.Refusal is { } refusal)
            findings.Add(Finding.Refused(refusal) with { Effect = boot.NeedsRoot ? Verdicts.Unknown : Verdicts.Refused });
        else if (boot.Source!.ImageFile is { } image)
            objects = CheckImage(boot, image, root, findings);
        else
            CheckTree(boot, root, findings);
        notes = [.. plan.Notes, .. root.Notes];
        AddNotes(boot, notes);
        return new BootReport
        {
            Name = name ?? boot.Deployment?.Path.Split('/')[^1] ?? input.CommandLine.Source,
            Verdict = findings.Verdict,
            Trust = plan.Trust is { } trust ? trust.Because + (trust.Key is null ? "" : " by " + trust.Key) : null,
            Image = plan.Image?.Path,
            Objects = objects,
            Findings = findings.All,
            FindingsLeftOut = findings.LeftOut,
            Warnings = [.. plan.Warnings, .. root.Warnings],
            Notes = notes,
            Seconds = Math.Round(time.Elapsed.TotalSeconds, 3),
        };
    }

    /// <inheritdoc/>
    public void Dispose() => _open.Dispose();

    private ObjectsReport? CheckImage(PlannedBoot boot, FileDescriptor file, RootCheck root, Findings findings)
    {
        var disk = boot.Disk!;
        var path = disk.Show(boot.Deployment!.Image.Path);
        var errno = Files.ContentStatus(file, out var before);
        if (errno != Errno.None)
        {
            findings.Add(Finding.Refused(errno.ToFault(FaultCode.DiskUnreadable, path)));
            return null;
        }
        if (!ErofsImage.Open(path, new FileBytes(file, before.Size)).Try(out var image, out var fault))
        {
            // The boot's own check of the header passed, so it is the kernel that refuses it.
            findings.Add(Finding.Refused(fault.Code == FaultCode.ImageMalformed ? fault with { Code = FaultCode.MountFailed } : fault));
            return null;
        }
        fault = new Rehearsal(boot, new ImageLookup(image)).Run();
        if (fault is not null)
            findings.Add(Finding.Refused(fault));
        var needsVerity = boot.Source!.Facts.RequiresVerity;
        var checker = Objects(disk, boot.Deployment.Image.Objects);
        root.Check(new ImageRootFiles(image, checker?.Directory, needsVerity));
        var objects = checker?.Check(image, needsVerity, error, findings);
        if (boot.Source.Facts.Digest is null && ImageContent.Check(boot, before.Size, error) is { } differs)
            findings.Add(Finding.Damaged(differs));
        if (Files.ContentStatus(file, out var after) != Errno.None || !after.IsUnchanged(before))
            findings.Add(new Finding(FindingCodes.DiskChanged, Verdicts.Unknown, path + " was changed during the check: check again"));
        return objects;
    }

    private static void CheckTree(PlannedBoot boot, RootCheck root, Findings findings)
    {
        if (new Rehearsal(boot, null).Run() is { } fault)
            findings.Add(Finding.Refused(fault));
        if (!boot.Disk!.OpenDirectory(boot.Deployment!.Path, links: false, FaultCode.DeploymentMissing).Try(out var tree, out var missing))
        {
            findings.Add(Finding.Refused(missing));
            return;
        }
        using (tree)
            root.Check(new TreeRootFiles(tree));
    }

    // Null if there is no such directory: the rehearsal has the fault.
    private ObjectChecker? Objects(Disk disk, string path)
    {
        if (_objects.TryGetValue(path, out var known))
            return known;
        if (!ObjectDirectory.Open(disk, path).OwnedBy(_open).Try(out var directory, out _))
            return null;
        return _objects[path] = new ObjectChecker(directory, deep);
    }

    private static void AddNotes(PlannedBoot boot, List<string> notes)
    {
        if (boot.Refusal is not null)
            return;
        if (boot.Source!.ImageFile is null)
            notes.Add("the files of a deployment without an image have no digests here: 'ostree fsck' checks them");
        if (boot.Plan!.HasHotfix)
            notes.Add("the hotfix of /usr is not looked at: init is that of the image");
        if (boot.Plan.Steps.OfType<Bind>().FirstOrDefault(step => step.To == Location.New("boot")) is { } bind && new PlannedConditions(boot).Holds(bind) is false)
            notes.Add("the disk's /boot is not mounted: the new root has no directory for it");
    }
}
