using System;
using PrepareRoot.Faults;
using PrepareRoot.Formats;
using PrepareRoot.Linux;
using PrepareRoot.Requests;

namespace PrepareRoot.Deployments;

/// <summary>
/// Deployments in the layout of libostree: <c>ostree/deploy/STATEROOT/deploy/COMMIT.SERIAL</c>,
/// named by a link such as <c>ostree/boot.1/STATEROOT/BOOTCSUM/0</c> →
/// <c>../../../deploy/STATEROOT/deploy/COMMIT.SERIAL</c>.
/// </summary>
internal static class OstreeDeployments
{
    /// <summary>
    /// The upper directory of a hotfix, in the deployment: the changes to <c>/usr</c>.
    /// </summary>
    internal const string HotfixUpper = ".usr-ovl-upper";

    /// <summary>
    /// The work directory of a hotfix, in the deployment. If it exists, there is a hotfix.
    /// </summary>
    internal const string HotfixWork = ".usr-ovl-work";

    private const int RepositoryConfigurationBound = 64 * 1024;
    private const string RepositoryConfiguration = "ostree/repo/config";

    /// <summary>Finds the deployment that a link names.</summary>
    /// <param name="disk">The disk.</param>
    /// <param name="link">The link, relative to the root of the disk.</param>
    /// <param name="policy">The request.</param>
    internal static Result<Deployment> Find(Disk disk, string link, RootPolicy policy)
    {
        string? stale = null;
        if (!ReadLink(disk, link).Try(out var target, out var fault))
        {
            // What is found there is verified as any other deployment. Nothing else is tried.
            if (fault.Code != FaultCode.DeploymentMissing || BootLink.InOther(link) is not { } other || !ReadLink(disk, other).Try(out target, out _))
                return fault;
            stale = disk.Show(link) + " is not there, and " + disk.Show(other) + " is taken: the boot entry is older than the last deployment (ostree admin status)";
            link = other;
        }
        // boot.1 is itself a link to its sibling boot.1.1. Both have the same depth, so resolving
        // the target by its text gives the right path.
        if (Resolve(link, target) is not { } path || StaterootOf(path) is not { } stateroot)
        {
            return new Fault(
                FaultCode.DeploymentLinkMalformed,
                disk.Show(link) + " must be a link to ostree/deploy/STATEROOT/deploy/COMMIT.SERIAL, but points to '" + target + "'");
        }
        if (HasSpecialCharacter(path))
        {
            return new Fault(
                FaultCode.DeploymentLinkMalformed,
                disk.Show(link) + ": STATEROOT and SERIAL must not have a backslash or a control character, but it points to '" + target + "'");
        }
        if (!disk.OpenDirectory(path, links: false, FaultCode.DeploymentMissing).Try(out var directory, out fault))
            return fault;
        using (directory)
        {
            if (!disk.StatusOf(directory, path).Try(out var status, out fault)
                || !HotfixOf(disk, directory, path).Try(out var hotfix, out fault))
            {
                return fault;
            }
            var readOnly = false;
            Fault? invalid = null;
            if (policy.ReadsRepositoryConfiguration && !RepositoryReadOnly(disk).Try(out readOnly, out invalid) && invalid.Code == FaultCode.DiskUnreadable)
                return invalid;
            return new Deployment
            {
                Backend = Backend.Ostree,
                Path = path,
                Directory = status,
                Commit = CommitOf(path),
                Image = new DeployedImage(
                    path + "/.ostree.cfs", FollowLinks: false, "ostree/repo/objects", Source: "composefs", TransientSource: "composefs"),
                Requested = policy.DeploymentImages,
                Etc = path + "/etc",
                Var = stateroot + "/var",
                Hotfix = hotfix,
                SysrootReadOnly = readOnly,
                Warnings =
                [
                    .. stale is null ? (string[])[] : [stale],
                    .. invalid is null ? (string[])[] : [invalid.Cause + "; sysroot.readonly is assumed to be false"],
                ],
            };
        }
    }

    // [sysroot] readonly of the repository's configuration. It can only make /sysroot read-only, so
    // a missing or malformed file is a warning, as in libostree. An error of the disk is a fault: the
    // file may be right.
    private static Result<bool> RepositoryReadOnly(Disk disk)
    {
        if (!ReadRepositoryConfiguration(disk).Try(out var file, out var fault))
            return fault;
        return file.Find("sysroot", "readonly") is { } entry ? entry.Boolean() : false;
    }

    // A file of any type counts. The Assembler checks that it is a directory when it mounts it.
    private static Result<HotfixState> HotfixOf(Disk disk, FileDescriptor directory, string path)
    {
        var readOnly = false;
        var errno = Files.Status(directory, HotfixWork, out _);
        if (errno == Errno.ENOENT)
            return HotfixState.None;
        if (errno == Errno.None)
            errno = FileSystems.IsReadOnly(directory, out readOnly);
        if (errno != Errno.None)
            return disk.Unreadable(errno, path + "/" + HotfixWork);
        return readOnly ? HotfixState.ReadOnly : HotfixState.Writable;
    }

    private static Result<KeyFile> ReadRepositoryConfiguration(Disk disk)
    {
        var opened = disk.OpenRegular(
            RepositoryConfiguration, links: false, FaultCode.ConfigurationMalformed, notRegular: FaultCode.ConfigurationMalformed, out var status);
        if (!opened.Try(out var file, out var fault))
            return fault;
        using (file)
        {
            var errno = Files.ReadWhole(file, status.Size, RepositoryConfigurationBound, out var content);
            return errno switch
            {
                Errno.None => KeyFile.Parse(disk.Show(RepositoryConfiguration), content),
                Errno.EOVERFLOW => errno.ToFault(FaultCode.ConfigurationMalformed, disk.Show(RepositoryConfiguration)),
                _ => disk.Unreadable(errno, RepositoryConfiguration),
            };
        }
    }

    private static Result<string> ReadLink(Disk disk, string link)
    {
        var slash = link.LastIndexOf('/');
        var directory = slash < 0 ? "" : link[..slash];
        if (!disk.OpenDirectory(directory, links: true, FaultCode.DeploymentMissing).Try(out var parent, out var fault))
            return fault;
        using (parent)
        {
            var name = link[(slash + 1)..];
            var errno = Files.ReadLink(parent, name, out var target);
            // EINVAL: it is not a symbolic link. Nor is what has a slash at its end.
            if ((errno == Errno.EINVAL || name.Length == 0) && Files.Status(parent, name, out var status) == Errno.None)
            {
                return new Fault(
                    FaultCode.DeploymentLinkMalformed, disk.Show(link) + " must be a symbolic link, but is " + status.TypeText);
            }
            return errno switch
            {
                Errno.None => target,
                Errno.ENOENT => errno.ToFault(FaultCode.DeploymentMissing, disk.Show(link)),
                _ => disk.Unreadable(errno, link),
            };
        }
    }

    // The target of a relative link, resolved by its text alone. Null if it leaves the disk or is
    // absolute.
    internal static string? Resolve(string link, string target)
    {
        if (target.StartsWith('/'))
            return null;
        var path = link[..(link.LastIndexOf('/') + 1)].TrimEnd('/');
        foreach (var part in target.Split('/'))
        {
            switch (part)
            {
                case "" or ".":
                    break;
                case ".." when path.Length == 0:
                    return null;
                case "..":
                    path = path[..Math.Max(path.LastIndexOf('/'), 0)];
                    break;
                default:
                    path = path.Length == 0 ? part : path + "/" + part;
                    break;
            }
        }
        return path;
    }

    // ostree/deploy/STATEROOT of ostree/deploy/STATEROOT/deploy/COMMIT.SERIAL; null for any other
    // path.
    internal static string? StaterootOf(string path)
    {
        var parts = path.Split('/');
        return parts is ["ostree", "deploy", _, "deploy", _] && IsChecksum(CommitOf(path)) ? "ostree/deploy/" + parts[2] : null;
    }

    // Programs that read the record, the journal or the mount table may interpret such a name.
    private static bool HasSpecialCharacter(string path)
    {
        foreach (var c in path)
        {
            if (c == '\\' || char.IsControl(c))
                return true;
        }
        return false;
    }

    // The deployment's name up to its first dot.
    private static string CommitOf(string path)
    {
        var name = path[(path.LastIndexOf('/') + 1)..];
        var dot = name.IndexOf('.', StringComparison.Ordinal);
        return dot < 0 ? name : name[..dot];
    }

    private static bool IsChecksum(string text)
    {
        foreach (var c in text)
        {
            if (!char.IsAsciiHexDigitLower(c))
                return false;
        }
        return text.Length == 2 * CommitObject.ChecksumSize;
    }
}
