using System.Collections.Generic;
using System.Linq;
using PrepareRoot.Ctl.Images;
using PrepareRoot.Ctl.Inputs;
using PrepareRoot.Deployments;
using PrepareRoot.Formats;
using PrepareRoot.Requests;

namespace PrepareRoot.Ctl.Checking;

/// <summary>An object that was asked about.</summary>
/// <param name="image">The first image that names it.</param>
/// <param name="required">What the image says of it.</param>
/// <param name="fault">What is wrong with it; null if nothing is.</param>
internal sealed class FoundObject(DiskImage image, ObjectRequirement required, ObjectFault? fault)
{
    /// <summary>The files that it is.</summary>
    internal List<FileReport> Files { get; } = [];

    /// <summary>How many there are besides.</summary>
    internal long FilesLeftOut { get; set; }

    /// <summary>
    /// Reads an object. That it has no fs-verity is said only if nothing else is wrong: whether the
    /// boot requires it is not asked here.
    /// </summary>
    internal static FoundObject Check(DiskImage image, ObjectRequirement required, ObjectDirectory objects)
    {
        var fault = objects.Check(required, needsVerity: false, new ObjectReader(), out _);
        if (fault is null && objects.Check(required, needsVerity: true, null, out _) is { } weaker)
            fault = weaker with { Cause = "its content is right, but " + weaker.Cause };
        return new FoundObject(image, required, fault);
    }

    /// <summary>The report about it.</summary>
    /// <param name="disk">The disk.</param>
    /// <param name="mount">How an administrator mounts it first; null if it is mounted.</param>
    internal ObjectReport Report(Disk disk, MountCommand? mount) => new()
    {
        Path = image.Objects + "/" + NameText.Of(required.Path.Span),
        Digest = required.Digest?.ToString(),
        Code = fault?.Code,
        Cause = fault?.Cause,
        Files = Files,
        FilesLeftOut = FilesLeftOut,
        Repair = [.. fault is null ? [] : mount is null || fault.IsUnknown ? Repair(disk)
            : [mount.Text, .. Repair(disk.ShownAs(mount.Directory)), "umount " + mount.Directory]],
    };

    private IEnumerable<string> Repair(Disk disk)
    {
        var path = disk.Show(image.Objects + "/" + NameText.Of(required.Path.Span));
        if (fault is null)
            return [];
        if (fault.IsUnknown)
            return ["Look as root, where the disk is mounted without other mounts below it."];
        if (fault.Code == FindingCodes.ObjectNoVerity)
            return [Enable(path)];
        if (fault.Code == FindingCodes.ObjectNoDigest)
            return ["Nothing is damaged. If the boot requires fs-verity, make the image again with digests."];
        if (image.Backend == Backend.Composefs)
        {
            return
            [
                "Copy the object from a repository that has it, with its name: " + path,
                Enable(path),
            ];
        }
        var repository = disk.Show("ostree/repo");
        return
        [
            "ostree fsck --delete --repo=" + repository,
            .. Files.Select(file => file.Deployment.Split('/')[^1].Split('.')[0]).Distinct()
                .Select(commit => "ostree pull --repo=" + repository + " REMOTE " + commit),
            "Then deploy again: the files of a deployment are links to the old objects.",
        ];
    }

    private string Enable(string path) => "If the boot requires fs-verity: fsverity enable "
        + (required.Digest?.Algorithm == FsVerityAlgorithm.Sha512 ? "--hash-alg=sha512 " : "") + path;
}
