using System;
using PrepareRoot.Faults;
using PrepareRoot.Formats;
using PrepareRoot.Linux;
using PrepareRoot.Requests;

namespace PrepareRoot.Deployments;

/// <summary>
/// Deployments as libostree lays them out: <c>ostree/deploy/STATEROOT/deploy/COMMIT.SERIAL</c>, named by a link such as
/// <c>ostree/boot.1/STATEROOT/BOOTCSUM/0</c> → <c>../../../deploy/STATEROOT/deploy/COMMIT.SERIAL</c>.
/// </summary>
internal static class OstreeDeployments
{
    /// <summary>In a deployment, the directory of what a hotfix changed in <c>/usr</c>.</summary>
    public const string HotfixUpper = ".usr-ovl-upper";

    /// <summary>The one that the kernel works in. Where it is, there is a hotfix.</summary>
    public const string HotfixWork = ".usr-ovl-work";

    private const int RepositoryConfigurationBound = 64 * 1024;
    private const string RepositoryConfiguration = "ostree/repo/config";

    /// <summary>Finds the deployment that a link names.</summary>
    /// <param name="sysroot">The disk.</param>
    /// <param name="link">The link, relative to its root.</param>
    public static Result<Deployment> Find(Sysroot sysroot, string link)
    {
        if (!ReadLink(sysroot, link).Try(out var target, out var fault))
            return fault;
        // boot.1 is itself a link, to boot.1.1 beside it: what the target is relative to is as deep either way.
        if (Resolve(link, target) is not { } path || StaterootOf(path) is not { } stateroot)
        {
            return new Fault(
                FaultCode.DeploymentLinkMalformed,
                sysroot.Show(link) + " must be a link to ostree/deploy/STATEROOT/deploy/COMMIT.SERIAL, but points to '" + target + "'");
        }
        if (!sysroot.OpenDirectory(path, links: false, FaultCode.DeploymentMissing).Try(out var directory, out fault))
            return fault;
        using (directory)
        {
            if (!sysroot.StatusOf(directory, path).Try(out var status, out fault))
                return fault;
            if (!HotfixOf(sysroot, directory, path).Try(out var hotfix, out fault))
                return fault;
            return new Deployment(
                Backend.Ostree,
                path,
                status,
                CommitOf(path),
                Image: path + "/.ostree.cfs",
                ImageHasLinks: false,
                Source: "composefs",
                TransientSource: "composefs",
                Objects: "ostree/repo/objects",
                Etc: path + "/etc",
                EtcState.Copy,
                Var: stateroot + "/var",
                VarHasLinks: false)
            {
                Hotfix = hotfix,
            };
        }
    }

    /// <summary>
    /// <c>[sysroot] readonly</c> of the repository's configuration. It can only make the disk appear read-only, so one that
    /// can't be read is no fault: <paramref name="warning"/> says so, and the answer is false.
    /// </summary>
    public static bool RepositoryAsksForReadOnly(Sysroot sysroot, out string? warning)
    {
        warning = null;
        if (!ReadRepositoryConfiguration(sysroot).Try(out var file, out var fault))
        {
            warning = fault.Cause + "; taking sysroot.readonly as false";
            return false;
        }
        if (file.Find("sysroot", "readonly") is not { } entry)
            return false;
        if (!entry.Boolean().Try(out var readOnly, out fault))
            warning = fault.Cause + "; taking it as false";
        return readOnly;
    }

    // Whatever has that name: what it has to be is looked at where it is mounted, which it is not in every mode.
    private static Result<HotfixState> HotfixOf(Sysroot sysroot, FileDescriptor directory, string path)
    {
        var readOnly = false;
        var errno = Files.Status(directory, HotfixWork, out _);
        if (errno == Errno.ENOENT)
            return HotfixState.None;
        if (errno == Errno.None)
            errno = FileSystems.IsReadOnly(directory, out readOnly);
        if (errno != Errno.None)
            return new Fault(FaultCode.DiskUnreadable, sysroot.Show(path + "/" + HotfixWork) + ": " + errno.Message());
        return readOnly ? HotfixState.ReadOnly : HotfixState.Writable;
    }

    private static Result<KeyFile> ReadRepositoryConfiguration(Sysroot sysroot)
    {
        var opened = sysroot.OpenRegular(
            RepositoryConfiguration, links: false, FaultCode.DiskUnreadable, notRegular: FaultCode.DiskUnreadable);
        if (!opened.Try(out var file, out var fault))
            return fault;
        using (file)
        {
            var errno = Files.ReadToEnd(file, RepositoryConfigurationBound, out var content);
            return errno == Errno.None
                ? KeyFile.Parse(sysroot.Show(RepositoryConfiguration), content)
                : new Fault(FaultCode.DiskUnreadable, sysroot.Show(RepositoryConfiguration) + ": " + errno.Message());
        }
    }

    private static Result<string> ReadLink(Sysroot sysroot, string link)
    {
        var slash = link.LastIndexOf('/');
        var directory = slash < 0 ? "" : link[..slash];
        if (!sysroot.OpenDirectory(directory, links: true, FaultCode.DeploymentMissing).Try(out var parent, out var fault))
            return fault;
        using (parent)
        {
            var name = link[(slash + 1)..];
            var errno = Files.Status(parent, name, out var status);
            if (errno == Errno.None && status.Type != FileType.SymbolicLink)
            {
                return new Fault(
                    FaultCode.DeploymentLinkMalformed, sysroot.Show(link) + " must be a symbolic link, but is " + status.TypeText);
            }
            var target = "";
            if (errno == Errno.None)
                errno = Files.ReadLink(parent, name, out target);
            return errno switch
            {
                Errno.None => target,
                Errno.ENOENT => new Fault(FaultCode.DeploymentMissing, sysroot.Show(link) + ": " + errno.Message()),
                _ => new Fault(FaultCode.DiskUnreadable, sysroot.Show(link) + ": " + errno.Message()),
            };
        }
    }

    // Where a relative link leads, by its text alone; null if it leads out of the disk or is absolute.
    private static string? Resolve(string link, string target)
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

    // ostree/deploy/STATEROOT of ostree/deploy/STATEROOT/deploy/COMMIT.SERIAL; null for any other shape.
    private static string? StaterootOf(string path)
    {
        var parts = path.Split('/');
        return parts is ["ostree", "deploy", _, "deploy", _] && IsChecksum(CommitOf(path)) ? "ostree/deploy/" + parts[2] : null;
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
