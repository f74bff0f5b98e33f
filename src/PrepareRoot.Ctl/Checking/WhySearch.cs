using System;
using System.Collections.Generic;
using System.Linq;
using PrepareRoot.Ctl.Images;
using PrepareRoot.Ctl.Inputs;
using PrepareRoot.Deployments;
using PrepareRoot.Faults;
using PrepareRoot.Formats;
using PrepareRoot.Linux;

namespace PrepareRoot.Ctl.Checking;

/// <summary>Looks for an object in every image of a disk.</summary>
/// <param name="disk">The disk.</param>
/// <param name="mount">How an administrator mounts it first; null if it is mounted.</param>
/// <param name="query">What is asked about.</param>
internal sealed class WhySearch(Disk disk, MountCommand? mount, WhyQuery query)
{
    private const int MaxObjects = 100;
    private const int MaxFiles = 1000;

    private readonly Dictionary<(string Directory, UInt128 Key), FoundObject> _objects = [];
    private readonly List<FileReport> _files = [];
    private readonly List<string> _notes = [];

    /// <summary>Looks for it.</summary>
    internal WhyReport Run()
    {
        var images = DiskImage.On(disk);
        if (images.Count == 0)
            _notes.Add(disk.Path + " has no composefs image");
        ForEach(images, (image, content, objects) => query.Path is { } path
            ? FindPath(path, image, content, objects)
            : Walk(content, entry => Match(image, entry, objects, byFile: false)));
        // overlayfs quotes the file itself if the image has no digest for it.
        if (_objects.Count == 0 && query.Name is not null)
            ForEach(images, (image, content, objects) => Walk(content, entry => Match(image, entry, objects, byFile: true)));
        if (_objects.Count > 0)
            ForEach(images, (image, content, _) => Walk(content, entry => Name(image, content, entry)));
        return new WhyReport
        {
            Objects = [.. _objects.Values.Select(found => found.Report(disk, mount))],
            Files = _files,
            Notes = [.. _notes.Distinct()],
        };
    }

    private Fault? FindPath(string path, DiskImage image, ErofsImage content, ObjectDirectory objects)
    {
        if (!new ImageLookup(content).Find(path, links: true).Try(out var found, out var fault))
            return fault;
        if (found.Entry is not { } entry)
            return null;
        if (!OverlayMetadata.Of(content, entry.Inode).Try(out var overlay, out fault))
            return content.Named(fault, entry.Path);
        Add(image, entry with { Overlay = overlay }, objects, isAsked: true);
        return null;
    }

    private void Match(DiskImage image, ImageEntry entry, ObjectDirectory objects, bool byFile)
    {
        if (entry.Overlay is null)
            return;
        var required = ObjectRequirement.Of(entry.Inode, entry.Overlay);
        var isAsked = byFile ? query.IsFile(entry)
            : entry.Inode.Nid == query.ImageInode
            || (required is not null && (query.IsObject(required) || (query.DiskInode is { } inode && objects.InodeOf(required) == inode)));
        Add(image, entry, objects, isAsked);
    }

    private void Add(DiskImage image, ImageEntry entry, ObjectDirectory objects, bool isAsked)
    {
        if (!isAsked)
            return;
        if (ObjectRequirement.Of(entry.Inode, entry.Overlay!) is not { } required)
        {
            if (_files.Count < MaxFiles)
                _files.Add(new FileReport(image.Deployment, NameText.Of(entry.Path), entry.Inode.Nid));
        }
        else if (_objects.Count < MaxObjects && !_objects.ContainsKey((image.Objects, required.Key())))
        {
            _objects.Add((image.Objects, required.Key()), FoundObject.Check(image, required, objects));
        }
    }

    private void Name(DiskImage image, ErofsImage content, ImageEntry entry)
    {
        var overlay = entry.Overlay;
        if ((overlay is null && !OverlayMetadata.Of(content, entry.Inode).Try(out overlay, out _))
            || ObjectRequirement.Of(entry.Inode, overlay) is not { } required
            || !_objects.TryGetValue((image.Objects, required.Key()), out var found))
        {
            return;
        }
        if (found.Files.Count < MaxFiles)
            found.Files.Add(new FileReport(image.Deployment, NameText.Of(entry.Path), entry.Inode.Nid));
        else
            found.FilesLeftOut++;
    }

    private void ForEach(IReadOnlyList<DiskImage> images, Func<DiskImage, ErofsImage, ObjectDirectory, Fault?> action)
    {
        foreach (var image in images)
        {
            if (Open(image, action) is { } fault)
                _notes.Add(fault.Cause);
        }
    }

    private Fault? Open(DiskImage image, Func<DiskImage, ErofsImage, ObjectDirectory, Fault?> action)
    {
        if (!image.Open(disk).Try(out var file, out var fault))
            return fault;
        using (file)
        {
            if (!ObjectDirectory.Open(disk, image.Objects).Try(out var objects, out fault))
                return fault;
            using (objects)
            {
                var errno = Files.ContentStatus(file, out var status);
                if (errno != Errno.None)
                    return disk.Unreadable(errno, image.Path);
                return ErofsImage.Open(disk.Show(image.Path), new FileBytes(file, status.Size)).Try(out var content, out fault)
                    ? action(image, content, objects)
                    : fault;
            }
        }
    }

    private static Fault? Walk(ErofsImage image, Action<ImageEntry> action)
    {
        var walk = new ImageWalk(image);
        while (walk.Next(out var entry))
            action(entry);
        return walk.Fault;
    }
}
