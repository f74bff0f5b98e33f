using System;
using System.Linq;
using PrepareRoot.Ctl.Images;
using PrepareRoot.Faults;
using PrepareRoot.Formats;
using PrepareRoot.Linux;
using PrepareRoot.Mounting;

namespace PrepareRoot.Ctl.Planning;

/// <summary>
/// Whether the conditions of a step will hold, from the image or the tree that becomes the root.
/// </summary>
/// <param name="boot">The boot, with a plan.</param>
internal sealed class PlannedConditions(PlannedBoot boot)
{
    /// <summary>Whether a step will be executed.</summary>
    /// <returns>Null if that can't be found out.</returns>
    internal bool? Holds(Bind step)
    {
        if (step.Conditions.Length == 0)
            return true;
        var answers = step.Conditions.Select(Holds).ToArray();
        return answers.Contains(true) ? true : answers.Contains(null) ? null : false;
    }

    // A file in /run that asks for a mount is made by something else in the initramfs, if at all.
    private bool? Holds(Condition condition) =>
        condition.File.Area == Area.Run ? !condition.Exists : Exists(condition.File.Path) is { } exists ? exists == condition.Exists : null;

    private bool? Exists(string path)
    {
        if (Array.IndexOf(boot.Request!.Policy.MountPoints, path) >= 0)
            return true;
        return boot.Source!.ImageFile is { } image ? ExistsInImage(image, path) : ExistsInTree(path);
    }

    // A malformed image and a loop of links give no answer. At boot they are refused.
    private static bool? ExistsInImage(FileDescriptor file, string path)
    {
        if (Files.ContentStatus(file, out var status) != Errno.None
            || !ErofsImage.Open("the image", new FileBytes(file, status.Size)).Try(out var image, out _)
            || !new ImageLookup(image).Find(path, links: true, followLast: false).Try(out var found, out _)
            || found.Errno == Errno.ELOOP)
        {
            return null;
        }
        return found.Entry is not null;
    }

    private bool? ExistsInTree(string path)
    {
        if (!boot.Disk!.OpenDirectory(boot.Deployment!.Path, links: false, FaultCode.DeploymentMissing).Try(out var tree, out _))
            return null;
        using (tree)
        {
            var errno = Files.Open(tree, path, Files.O_PATH | Files.O_NOFOLLOW, Files.RESOLVE_IN_ROOT | Files.RESOLVE_NO_MAGICLINKS, out var file);
            if (errno == Errno.None)
                file.Dispose();
            return errno switch
            {
                Errno.None => true,
                Errno.ENOENT or Errno.ENOTDIR => false,
                _ => null,
            };
        }
    }
}
